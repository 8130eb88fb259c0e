# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The words that the synthetic town is made of. All of them are ours; no person exists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BenchTeam:
    """A team of the synthetic town: its size, and what people complain of to it."""

    name: str
    agents: int
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class BenchService:
    """A service: its share of a hundred requests, its team, its workflow of the library."""

    code: str
    name: str
    share: int
    team: int
    workflow: str
    target_days: int


TEAMS = (
    BenchTeam(
        "Voirie et circulation",
        9,
        (
            "La chaussée s'est affaissée sur toute la largeur de la voie.",
            "Un trou de vingt centimètres s'ouvre devant le passage piéton.",
            "Les pavés se descellent et claquent sous les roues des camions.",
            "Le trottoir est si étroit qu'une poussette doit descendre sur la route.",
            "Le panneau est tourné vers la façade, plus personne ne le voit.",
            "Des voitures se garent chaque soir sur la piste cyclable.",
            "La bordure est cassée et la grille ne tient plus.",
            "Le marquage au sol a disparu depuis les travaux du réseau de chaleur.",
        ),
    ),
    BenchTeam(
        "Éclairage public",
        4,
        (
            "Trois lampadaires de suite restent éteints dès la tombée de la nuit.",
            "Le candélabre clignote et fait un bruit d'abeille.",
            "Le feu passe au vert pour tout le monde en même temps.",
            "La lumière reste allumée en plein jour dans toute la rue.",
            "Le mât penche vers la cour de l'école depuis la tempête.",
        ),
    ),
    BenchTeam(
        "Propreté urbaine",
        7,
        (
            "Un matelas, deux armoires et des sacs éventrés barrent le trottoir.",
            "La corbeille déborde depuis le marché de samedi.",
            "Le mur du gymnase est couvert d'inscriptions hautes de deux mètres.",
            "Des gravats ont été versés au pied des conteneurs.",
            "Les feuilles mortes bouchent l'avaloir et l'eau monte sur la chaussée.",
            "Des bouteilles cassées traînent autour des bancs.",
            "La colonne à verre est pleine et les riverains posent tout à côté.",
        ),
    ),
    BenchTeam(
        "Espaces verts",
        4,
        (
            "Une grosse branche pend au-dessus de l'arrêt du bus.",
            "Le tourniquet de l'aire de jeux a perdu une vis et se bloque.",
            "La haie dépasse et cache la sortie du parking.",
            "Le massif devant la poste est à l'abandon, les ronces gagnent.",
            "L'arbre planté l'an dernier est mort, son tuteur est tombé.",
        ),
    ),
    BenchTeam(
        "Eau et assainissement",
        4,
        (
            "De l'eau claire coule sous le trottoir jour et nuit.",
            "Une odeur d'égout remonte dans la cuisine dès qu'il pleut.",
            "Le tampon de fonte bouge et laisse un jour de trois doigts.",
            "La pression a beaucoup baissé dans tout l'immeuble.",
        ),
    ),
    BenchTeam(
        "État civil",
        5,
        (
            "J'ai besoin d'une copie intégrale de mon acte de naissance.",
            "Le rendez-vous pour la carte d'identité a été annulé sans autre date.",
            "Le prénom de ma fille est mal écrit sur le livret de famille.",
            "On me demande un justificatif que je n'ai pas, étant hébergée.",
            "Mon dossier a été déposé au guichet et je n'ai pas de nouvelles.",
        ),
    ),
    BenchTeam(
        "Enfance et écoles",
        4,
        (
            "La cantine a été facturée deux fois pour le même mois.",
            "Nous déménageons en janvier et voulons changer d'école.",
            "L'inscription au centre de loisirs n'apparaît pas sur la facture.",
            "Mon fils est allergique et le protocole n'est pas arrivé à l'école.",
        ),
    ),
    BenchTeam(
        "Cabinet et courrier",
        3,
        (
            "Le conseil de quartier n'a pas reçu de réponse à sa proposition.",
            "Notre association voudrait occuper la place pour sa fête annuelle.",
            "Je souhaite être reçu au sujet du projet de la caserne.",
            "Les travaux de nuit nous empêchent de dormir depuis une semaine.",
        ),
    ),
)

SERVICES = (
    BenchService("chaussee", "Trou ou bosse dans la chaussée", 12, 0, "report", 10),
    BenchService("trottoir", "Trottoir abîmé", 6, 0, "report", 15),
    BenchService("signalisation", "Panneau ou marquage", 3, 0, "report", 10),
    BenchService("stationnement", "Stationnement gênant", 5, 0, "report", 5),
    BenchService("eclairage", "Éclairage public en panne", 8, 1, "report", 5),
    BenchService("feux", "Feu de circulation", 2, 1, "report", 3),
    BenchService("depot", "Dépôt sauvage", 11, 2, "report", 5),
    BenchService("graffiti", "Graffiti ou affichage", 3, 2, "report", 15),
    BenchService("corbeille", "Corbeille pleine", 4, 2, "report", 3),
    BenchService("balayage", "Rue sale", 6, 2, "report", 5),
    BenchService("arbre", "Arbre dangereux", 4, 3, "report", 10),
    BenchService("jeux", "Aire de jeux", 2, 3, "report", 5),
    BenchService("jardin", "Jardin public", 3, 3, "report", 20),
    BenchService("fuite", "Fuite d'eau", 4, 4, "report", 2),
    BenchService("egout", "Égout ou avaloir", 3, 4, "report", 5),
    BenchService("acte", "Acte d'état civil", 8, 5, "simple", 5),
    BenchService("identite", "Carte d'identité, passeport", 5, 5, "simple", 20),
    BenchService("cantine", "Restauration et accueil", 4, 6, "simple", 10),
    BenchService("inscription", "Inscription à l'école", 3, 6, "simple", 20),
    BenchService("maire", "Écrire au maire", 4, 7, "report", 30),
)

# What anybody may add, whatever the matter.
ASIDES = (
    "Cela dure depuis plus de trois semaines et la situation empire à chaque pluie.",
    "J'ai déjà téléphoné deux fois, on m'a répondu que quelqu'un passerait.",
    "Ma voisine, qui a quatre-vingt-six ans, n'ose plus sortir seule le soir.",
    "Les enfants de l'école passent ici tous les matins vers huit heures.",
    "Je joins une photo si besoin, dites-moi à quelle adresse l'envoyer.",
    "Le gardien de l'immeuble peut vous ouvrir la cour en semaine.",
    "C'est juste après le virage, à hauteur de l'ancienne boulangerie.",
    "Il y a eu un accident sans gravité la semaine dernière, presque au même endroit.",
    "Nous sommes plusieurs riverains à vous écrire pour la même raison.",
    "Le matin vers sept heures, la circulation rend la chose dangereuse.",
    "Un véhicule de la ville est passé mardi mais rien n'a changé depuis.",
    "Je comprends que vous ayez beaucoup à faire, mais une date nous aiderait.",
    "Pouvez-vous me dire qui s'en occupe et dans quel délai ?",
    "Je travaille de nuit, le mieux est de me joindre par courriel.",
    "Merci de ne pas communiquer mon nom au propriétaire voisin.",
    "L'an dernier le même problème avait été réglé en deux jours.",
    "Le long du canal, côté jardin, c'est encore pire.",
    "Il faudrait au moins poser une barrière en attendant.",
)
OPENINGS = (
    "Bonjour,",
    "Madame, Monsieur,",
    "Bonjour Madame la Maire,",
    "Bonsoir,",
    "Bonjour à tous,",
)
CLOSINGS = (
    "Merci d'avance.",
    "Bien cordialement",
    "Dans l'attente de votre réponse, merci.",
    "Avec mes salutations distinguées",
    "Merci pour ce que vous faites.",
)
QUESTIONS = (
    "Pouvez-vous préciser à quelle hauteur de la rue cela se trouve ?",
    "Est-ce toujours le cas aujourd'hui ? Une photo nous aiderait à envoyer la bonne équipe.",
    "Quel jour et à quelle heure pouvons-nous passer ?",
    "Merci de nous confirmer le numéro de votre dossier.",
)
REPLIES = (
    "C'est devant le portail vert, presque au coin de la rue.",
    "Oui, et c'est même un peu plus grand depuis hier.",
    "Je suis chez moi tous les après-midi, sauf le jeudi.",
    "Voici la précision demandée : c'est côté pair, après l'abribus.",
)
NOTES = (
    "Vu sur place ce matin, photos dans le dossier partagé.",
    "À grouper avec l'intervention prévue dans la rue voisine.",
    "Le concessionnaire a confirmé son passage par téléphone.",
    "Attendre le devis de l'entreprise avant de répondre.",
)
ANSWERS = (
    "Nos équipes sont intervenues et ont remis les lieux en état. L'endroit reste surveillé"
    " pendant un mois ; si le problème revient, répondez sur votre page de suivi.",
    "Votre demande a été transmise à l'entreprise titulaire du marché, qui passera avant la fin"
    " de la semaine. Une signalisation provisoire a été posée dès aujourd'hui.",
    "Après visite, il apparaît que les travaux relèvent du programme de l'année prochaine. Un"
    " entretien provisoire sera fait d'ici là, et nous vous écrirons avant le début du chantier.",
    "Le document que vous demandez est prêt. Il vous est envoyé par la poste à l'adresse que vous"
    " avez indiquée, sans frais.",
)
CLOSING_WORDS = (
    "Le problème est déjà réglé : une équipe est passée avant votre signalement.",
    "Cette demande rejoint une autre, déjà en cours, au même endroit.",
    "La voie est départementale : nous avons transmis votre message au service compétent.",
)
_FIRST_NAMES = """
Adèle Ahmed Alain Alice Amina Anne Arthur Aïcha Béatrice Benoît Camille Catherine Chloé Claire
Daniel David Denise Élise Élodie Émile Éric Fatima Félix Florence François Gaël Gérard Hélène
Hugo Inès Isabelle Jacques Jeanne Joël Julie Karim Kévin Laure Léa Léon Louise Lucas Lucie
Maëlle Malik Manon Marc Margaux Marie Mathis Maxime Mehdi Michel Moussa Nadia Nathalie Nicolas
Noé Odette Olivier Paul Pauline Philippe Rachel Rémi Renée Romain Rose Samir Sarah Simone Sofia
Stéphane Suzanne Sylvie Théo Thérèse Thomas Valérie Victor Yann Yasmine Yves Zoé
"""
FIRST_NAMES = tuple(_FIRST_NAMES.split())
_LAST_NAMES = """
Adam Aubert Bailly Barbier Baron Benali Benoit Berger Bernard Bertin Blanc Bonnet Boucher
Bourgeois Boyer Brun Caron Carpentier Chevalier Clément Collet Colin Cordier Cousin Da-Silva
Daniel David Denis Deschamps Diallo Dubois Dufour Dumas Dupont Durand Duval Étienne Fabre Faure
Fernandez Fleury Fontaine Fournier Garcia Garnier Gautier Gérard Girard Giraud Guérin Guillot
Haddad Hamel Henry Hubert Huet Jacob Joly Julien Klein Lacroix Lambert Laurent Le-Gall Leblanc
Leclerc Lefèvre Legrand Lemaire Lemoine Leroy Lopez Lucas Maillard Marchand Marie Martin Masson
Mercier Meunier Michel Millet Moreau Morel Morin Muller Nguyen Nicolas Noël Olivier Paris Perez
Perrin Petit Philippe Picard Poirier Prévost Renard Renaud Rey Richard Rivière Robert Robin
Roche Roger Rolland Rousseau Roussel Roux Roy Royer Schmitt Simon Thomas Traoré Vasseur Vidal
Vincent
"""
LAST_NAMES = tuple(_LAST_NAMES.split())
STREETS = tuple(
    f"{kind} {name}"
    for kind in ("rue", "avenue", "impasse", "quai", "allée")
    for name in (
        "des Tilleuls", "du Moulin", "de la Gare", "Pasteur", "des Lavandières", "du Canal",
        "Jean-Jaurès", "de l'Abreuvoir", "des Vignes", "Marie-Curie", "du Marché", "de la Forge",
        "Victor-Hugo", "des Écoles", "du Port", "Simone-Veil", "des Remparts", "de la Fontaine",
    )
)  # fmt: skip
