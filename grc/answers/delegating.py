# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a delegation must be to be recorded: each refusal is a sentence (law R1.31)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grc.accounts.models import Membership, User
from grc.answers.circuits.lengths import longest_through
from grc.answers.circuits.standing import LONGEST_CHAIN, Link, Power, closes_circle
from grc.answers.enums import AnswerKind, DelegatedPower
from grc.catalog.models import Service
from grc.core.refusals import NotNow, NotValid
from grc.municipalities.models import Municipality

if TYPE_CHECKING:
    from datetime import date

    from grc.answers.models.delegation import Delegation


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an act says: which power, from when until when, for which services and answers.

    Empty ``services`` (codes) and ``kinds`` mean all. ``ends_on`` is the last day.
    """

    power: str
    starts_on: date
    ends_on: date | None = None
    act_number: str = ""
    services: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def locked_town(principal: User) -> Municipality:
    """Return the town in scope, locked: two delegations at once could close a circle unseen.

    Raises NotValid when the principal does not work there.
    """
    _check_works_here(principal)
    membership = Membership.objects.filter(user=principal).first()
    assert membership is not None  # noqa: S101 - just checked
    return Municipality.objects.select_for_update(no_key=True).get(pk=membership.municipality_id)


def today_of(municipality: Municipality) -> date:
    return timezone.now().astimezone(municipality.zone).date()


def check(principal: User, delegate: User, terms: Terms, *, by: User, today: date) -> None:
    """Refuse a delegation that cannot be, in the sentence that says why.

    Raises NotValid for terms that are wrong in themselves, NotNow for those that do not go with
    what is already in force or to come.
    """
    if principal.pk == delegate.pk:
        raise NotValid(_("Choose another person: nobody delegates to themself."))
    _check_works_here(delegate)
    _check_days(terms, today)
    _check_scope(terms)
    if terms.power == DelegatedPower.SIGNATURE and not terms.act_number:
        raise NotValid(_("Write the number of the act that gives this power."))
    if by.pk != principal.pk and not terms.act_number:
        raise NotValid(
            _("Write the number of the act that %(person)s signed: you record it, they give it.")
            % {"person": principal}
        )
    _check_chain(principal, delegate, terms, today)


def _check_works_here(person: User) -> None:
    if not Membership.objects.filter(user=person, user__is_active=True).exists():
        raise NotValid(_("%(person)s does not work in this town.") % {"person": person})


def _check_days(terms: Terms, today: date) -> None:
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise NotValid(_("The last day comes before the first."))
    if terms.ends_on is not None and terms.ends_on < today:
        raise NotValid(_("These days are over: record days that are still to come."))


def _check_scope(terms: Terms) -> None:
    if terms.power not in DelegatedPower.values:
        raise NotValid(_("Choose one of the powers of the list."))
    if set(terms.kinds) - set(AnswerKind.values):
        raise NotValid(_("Choose one of the kinds of answer of the list."))
    known = Service.objects.filter(code__in=terms.services).values_list("code", flat=True)
    if unknown := sorted(set(terms.services) - set(known)):
        raise NotValid(
            _("This town has no service “%(code)s”: choose among those of the list.")
            % {"code": unknown[0]}
        )


def _check_chain(principal: User, delegate: User, terms: Terms, today: date) -> None:
    links = [link_of(other) for other in _beside(terms, today)]
    new = Link(power=Power(terms.power), id=0, principal=principal.pk, to=delegate.pk)
    named: dict[str, Any] = {"principal": principal, "delegate": delegate}
    if closes_circle(links, new):
        raise NotNow(
            _(
                "%(principal)s holds this power from %(delegate)s, directly or through others: it"
                " cannot come back to whom it came from."
            )
            % named
        )
    if longest_through(links, new) > LONGEST_CHAIN:
        raise NotNow(
            _(
                "This chain of delegations would have more than %(most)d links: nobody could check"
                " it. Let somebody nearer to the source delegate to %(delegate)s."
            )
            % (named | {"most": LONGEST_CHAIN})
        )


def _beside(terms: Terms, today: date) -> list[Delegation]:
    """The delegations in force or to come that count on some day of these terms."""
    from grc.answers.models.delegation import Delegation

    first = max(terms.starts_on, today)
    found = Delegation.objects.filter(power=terms.power, revoked_at=None)
    found = found.filter(Q(ends_on=None) | Q(ends_on__gte=first))
    return list(found.filter(starts_on__lte=terms.ends_on) if terms.ends_on else found)


def link_of(delegation: Delegation) -> Link:
    """Return the delegation as the pure engine sees it."""
    return Link(
        power=Power(delegation.power),
        id=delegation.pk,
        principal=delegation.principal_id,
        to=delegation.delegate_id,
        services=frozenset(delegation.services),
        kinds=frozenset(delegation.kinds),
        act_number=delegation.act_number,
    )


def days_words(starts_on: date, ends_on: date | None, today: date) -> str:
    """Return « until 31 December 2026 », « from 1 March 2027 until it is revoked »."""
    words = {"first": date_format(starts_on), "last": date_format(ends_on) if ends_on else ""}
    if starts_on > today:
        if ends_on is None:
            return _("from %(first)s until it is revoked") % words
        return _("from %(first)s to %(last)s") % words
    if ends_on is None:
        return _("until it is revoked")
    return _("until %(last)s") % words


def office_words(starts_on: date, ends_on: date | None) -> str:
    """Return « since 1 March 2026 », « from 1 March 2026 to 31 December 2026 »."""
    words = {"first": date_format(starts_on), "last": date_format(ends_on) if ends_on else ""}
    return (_("from %(first)s to %(last)s") if ends_on else _("since %(first)s")) % words
