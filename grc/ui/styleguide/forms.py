# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The forms of the style guide."""

from __future__ import annotations

from django import forms

from grc.ui.styleguide.said import said

QUESTION = said(
    "Bonjour, le trottoir devant le 14 rue des Lavandières s’est affaissé après les pluies de la"
    " semaine dernière. Le trou fait environ 40 cm et il est profond. Une personne âgée a failli"
    " tomber hier matin.\n\nPourriez-vous au moins poser une barrière en attendant les travaux ?",
    "Hello, the pavement in front of 14 rue des Lavandières has sunk after last week’s rain. The"
    " hole is about 40 cm wide and deep. An elderly person nearly fell yesterday morning.\n\n"
    "Could you at least put up a barrier until it is repaired?",
)


class PhotoField(forms.FileField):
    """A file field that announces what it takes."""

    formats = said("JPEG, PNG ou PDF", "JPEG, PNG or PDF")
    max_bytes = 10_000_000


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label=said("Votre nom", "Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=said("Votre adresse électronique", "Your e-mail address"),
        help_text=said(
            "Pour vous envoyer la réponse. Exemple : nadia@exemple.fr",
            "To send you the answer. Example: nadia@example.org",
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=said("Votre numéro de téléphone", "Your telephone number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "size": 20}),
    )
    place = forms.ChoiceField(
        label=said("Où est-ce ?", "Where is it?"),
        choices=[
            ("", said("Choisir", "Choose")),
            ("pavement", said("Sur le trottoir", "On the pavement")),
            ("road", said("Sur la chaussée", "On the road")),
            ("park", said("Dans un parc ou un jardin", "In a park or garden")),
        ],
    )
    description = forms.CharField(
        label=said("Que se passe-t-il ?", "What is happening?"),
        help_text=said(
            "Dites ce que vous voyez, et depuis quand.", "Say what you see, and since when."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    danger = forms.ChoiceField(
        label=said("Y a-t-il un danger ?", "Is there a danger?"),
        help_text=said("En cas d’urgence, appelez le 112.", "In an emergency, call 112."),
        choices=[
            ("yes", said("Oui, quelqu’un peut se blesser", "Yes, somebody may get hurt")),
            ("no", said("Non", "No")),
            ("unknown", said("Je ne sais pas", "I do not know")),
        ],
        widget=forms.RadioSelect,
    )
    answers = forms.MultipleChoiceField(
        label=said("Comment voulez-vous la réponse ?", "How would you like the answer?"),
        choices=[
            ("email", said("Par courriel", "By e-mail")),
            ("letter", said("Par courrier", "By letter")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.DateField(
        label=said("Vu pour la première fois le", "First seen on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    photo = PhotoField(
        label=said("Une photo", "A photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
    agree = forms.BooleanField(
        label=said(
            "J’accepte que ma photo soit montrée aux équipes de terrain",
            "I agree that my photo is shown to the field teams",
        ),
        required=False,
    )


class PlaceForm(forms.Form):
    address = forms.CharField(
        label=said("Numéro et rue", "Number and street"),
        help_text=said("Exemple : 14 rue des Lavandières", "Example: 14 rue des Lavandières"),
    )
    latitude = forms.FloatField(label="Latitude", required=False)
    longitude = forms.FloatField(label="Longitude", required=False)


class FilterForm(forms.Form):
    q = forms.CharField(
        label=said("Référence, nom ou mot", "Reference, name or word"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    team = forms.ChoiceField(
        label=said("Service", "Team"),
        required=False,
        choices=[
            ("", said("Tous", "All")),
            ("roads", said("Voirie", "Roads")),
            ("parks", said("Espaces verts", "Parks")),
        ],
    )
    due = forms.ChoiceField(
        label=said("Échéance", "Due"),
        required=False,
        choices=[
            ("", said("Toutes", "Any")),
            ("late", said("En retard", "Overdue")),
            ("week", said("Cette semaine", "This week")),
        ],
    )


def form_of(name: str) -> SampleForm | None:
    """Return the form of a page shape: bare, or refused with what was typed kept."""
    if name == "portal-form":
        return SampleForm()
    if name == "portal-errors":
        return refused_form()
    return None


def refused_form() -> SampleForm:
    """Return a form that was sent with errors."""
    sent = {"name": "Nadia Benali", "email": "nadia@", "description": QUESTION, "place": "pavement"}
    return SampleForm(sent)
