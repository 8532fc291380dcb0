"""Who gets what from every address of the house. One line an address and kind of request, one column a person.

Columns  nobody  a stranger who has not signed in
         fang    finance            cai   counsel           mo    manager
         ada     administrator      udo   auditor           gus   guest of the case HL-0001
         late    a guest whose last day has passed
         xu      manager of another organisation            yan   its administrator

The lines stand in tests/house/wings, a file a wing: ROWS beside the objects (AT) and the forms (FORMS) they need.

Lines    GET     the page
         POST    the form, filled in as a person would (FORMS)
         EMPTY   the form, sent with nothing in it
         An address without a GET line answers 405 to GET, one without POST and EMPTY lines answers 405 to POST; whoever
         is not signed in is sent to the door before that.

Answers  in      sent to the sign-in page
         401     the same, said to a program
         302     sent on to another page of the house: the act was done
         403     the role may not; the sentence says who may
         404     there is no such thing, or it is not yours: the same answer, word for word
         409     somebody saved meanwhile: both texts side by side
         422     refused, with what to do
         503     /health says that nobody carries the messages: in the tests nobody does
         .       the same as the column to the left

A name may carry a variant after a colon: the same address with another object (AT says which).
"""

from tests.house import wings

TABLE = {name: wing.ROWS for name, wing in wings.ALL.items()}
