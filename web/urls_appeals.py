"""The addresses of the appeal: evidence, letter, pack. What goes out and comes back is in urls_answers.py."""

from django.urls import path

from web import evidence, letter, pack

urlpatterns = [
    path("cases/<slug:ref>/evidence/", evidence.locker, name="case-evidence"),
    path("cases/<slug:ref>/evidence/<int:pk>/", evidence.exhibit, name="case-exhibit"),
    path("cases/<slug:ref>/evidence/<int:pk>/move/", evidence.move, name="case-exhibit-move"),
    path("cases/<slug:ref>/evidence/<int:pk>/remove/", evidence.remove, name="case-exhibit-remove"),
    path("cases/<slug:ref>/evidence/<int:pk>/original/", evidence.download, name="case-exhibit-original"),
    path("cases/<slug:ref>/evidence/<int:pk>/pages/<int:page>/", evidence.picture, name="case-exhibit-page"),
    path("cases/<slug:ref>/appeals/", letter.rounds, name="case-appeals"),
    path("cases/<slug:ref>/appeals/<int:round>/", letter.composer, name="case-appeal"),
    path("cases/<slug:ref>/appeals/<int:round>/letter-<str:language>.pdf", letter.pdf, name="case-letter-pdf"),
    path("cases/<slug:ref>/packs/", pack.listing, name="case-packs"),
    path("cases/<slug:ref>/packs/<int:number>/", pack.review_page, name="case-pack"),
    path("cases/<slug:ref>/packs/<int:number>/approve/", pack.approve, name="case-pack-approve"),
    path("cases/<slug:ref>/packs/<int:number>/return/", pack.give_back, name="case-pack-return"),
    path("cases/<slug:ref>/packs/<int:number>/bind/", pack.bind, name="case-pack-bind"),
    path("cases/<slug:ref>/packs/<int:number>/bundle/", pack.download, name="case-bundle"),
    path("cases/<slug:ref>/packs/<int:number>/bundle/<str:volume>/", pack.download, name="case-bundle-volume"),
]
