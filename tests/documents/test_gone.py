"""What was blacked out is known again where it is printed, and cannot be read out of what is remembered. [no database]"""

import pytest

from documents import gone


@pytest.mark.parametrize(
    ("blacked_out", "printed", "is_there"),
    [
        ("张伟", "张伟的银行流水", True),
        ("张伟", "张某的银行流水", False),
        ("张 伟", "与张伟往来", False),  # one character alone is nobody
        ("Zhang Wei", "Statement of ZHANG WEI, October", True),
        ("Zhang Wei", "Payments to Mr Zhang", True),
        ("contract 6", "Purchase contract", False),  # an ordinary word
        ("contract 6", "the Contract 6", True),
        ("3 October 2026", "Statement 2026", False),
        ("Wei", "Weight list", False),  # a word, not a part of one
        ("6222 0210 0111", "Account 6222 0210 0111", True),
        ("BE47914999000180", "be47914999000180.pdf", True),
        ("Hailan Co., Ltd.", "Purchase contract of another Co., Ltd.", False),
        ("The amount was paid to the account 6222021001 in October", "Account 6222021001", True),
        ("The amount was paid to the account in October", "Amount of October", False),
        ("", "anything", False),
        ("—", "— and —", False),
        ("ＡＢＣ１２３４", "abc1234", True),  # full width is the same
        ("张伟 13800001111", "张伟（电话）", True),
    ],
)
def test_a_word_is_known_again_and_a_part_of_another_is_not(blacked_out, printed, is_there):
    prints = gone.prints_of([blacked_out])
    assert gone.repeats(printed, prints) is is_there
    assert not any(word in "".join(prints) for word in ("Zhang", "张", "6222", "hailan"))
