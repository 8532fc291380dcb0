"""The addresses of the library: what is looked up, the firm's case notes, the register of applicable laws."""

from django.urls import path

from web import library, library_laws, library_notes

NOTE, LAW = "library/notes/<int:pk>/", "library/laws/<int:pk>/"
urlpatterns = [
    path("library/", library.library, name="library"),
    path("library/provisions/<slug:code>/", library.provision, name="library-provision"),
    path("library/notes/new/", library_notes.new, name="library-note-new"),
    path(NOTE, library_notes.note, name="library-note"),
    path(f"{NOTE}edit/", library_notes.edit, name="library-note-edit"),
    path(f"{NOTE}verify/", library_notes.verify, name="library-note-verify"),
    path(f"{NOTE}withdraw/", library_notes.withdraw, name="library-note-withdraw"),
    path("library/laws/", library_laws.listing, name="library-laws"),
    path("library/laws/new/", library_laws.new, name="library-law-new"),
    path(LAW, library_laws.law, name="library-law"),
    path(f"{LAW}verify/", library_laws.verify, name="library-law-verify"),
    path(f"{LAW}end/", library_laws.end, name="library-law-end"),
]
