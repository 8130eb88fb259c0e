# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A draft that several people change, without writing over each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext

from workflows.editing import (
    Move,
    Replace,
    Settle,
    Several,
    apply,
    difference,
    edit_to_data,
    patched,
    told,
    told_to_data,
    touched,
)
from workflows.editing.edits import AddValidation, AddWaiting
from workflows.happenings import tell
from workflows.models.draft_edit import DraftEdit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models.fields.related_descriptors import RelatedManager

    from workflows.editing import Edit


class NotADraft(Exception):
    """Only a draft is changed or published, and only once."""

    def __init__(self) -> None:
        super().__init__(
            gettext("This draft was published or thrown away already: open the workflow again.")
        )


class EditedMeanwhile(Exception):
    """Somebody changed the same thing since it was read; ``edits`` are theirs, oldest first."""

    def __init__(self, edits: Iterable[DraftEdit]) -> None:
        self.edits = tuple(edits)
        said = "; ".join(str(edit) for edit in self.edits)
        super().__init__(
            gettext(
                "This was changed meanwhile (%(edits)s). Look at what it is now, "
                "then save again if yours shall count."
            )
            % {"edits": said}
        )


class NothingToUndo(Exception):
    """What was to be undone or done again is no longer the last edit."""

    def __init__(self) -> None:
        super().__init__(
            gettext("The last change is another one by now: look at it, then undo it if you wish.")
        )


class EditableVersion(models.Model):
    """What a draft can do; ``revision`` grows with each edit, each undo and each redo."""

    revision = models.PositiveIntegerField(default=0, db_default=0)

    if TYPE_CHECKING:
        pk: int
        number: Any
        municipality_id: int
        definition: Any
        drafted_by_id: int | None
        workflow: Any
        edits: RelatedManager[DraftEdit]

    class Meta:
        abstract = True

    @property
    def is_draft(self) -> bool:
        """Whether it may be edited: the version that is made of this knows its state."""
        raise NotImplementedError

    @property
    def last_edit(self) -> DraftEdit | None:
        """The edit that undo takes back, whoever made it."""
        done = self.edits.filter(state=DraftEdit.State.DONE)
        return done.select_related("made_by").order_by("-number").first()

    @property
    def next_edit(self) -> DraftEdit | None:
        """The edit that redo makes again."""
        undone = self.edits.filter(state=DraftEdit.State.UNDONE)
        return undone.select_related("made_by").order_by("number").first()

    @transaction.atomic
    def edit(
        self, edit: Edit, *, by: AbstractBaseUser | None, based_on: int | None = None
    ) -> DraftEdit:
        """Make an edit that was written on the revision ``based_on``, and keep it.

        Others may have edited other things since. Raises ``EditedMeanwhile`` when somebody edited
        the same thing, ``EditRefused`` when it cannot be made, ``NotADraft``.
        """
        self._lock()
        self._refuse_conflict(_named(edit), based_on)
        before = self.definition
        after = apply(before, edit)
        things = sorted({*_named(edit), *touched(before, after)})
        self._refuse_conflict(things, based_on)
        last = self.edits.order_by("-number").first()
        self.edits.filter(state=DraftEdit.State.UNDONE).update(state=DraftEdit.State.DROPPED)
        self._advance(after, by)
        made = self.edits.create(
            municipality_id=self.municipality_id,
            number=1 if last is None else last.number + 1,
            revision=self.revision,
            edit=edit_to_data(edit),
            back=difference(after, before),
            things=things,
            sentence=told_to_data(told(before, edit, after)),
            made_by_id=None if by is None else by.pk,
        )
        self._tell("workflow_edited", by, made)
        return made

    @transaction.atomic
    def undo(self, number: int, *, by: AbstractBaseUser | None) -> DraftEdit:
        """Take back the last edit, exactly; ``number`` is the one that the reader saw.

        Raises ``NothingToUndo`` when another is the last by now, ``NotADraft``.
        """
        self._lock()
        edit = self.last_edit
        if edit is None or edit.number != number:
            raise NothingToUndo
        self._advance(patched(self.definition, edit.back), by)
        edit.state, edit.revision = DraftEdit.State.UNDONE, self.revision
        edit.undone_at, edit.undone_by_id = timezone.now(), None if by is None else by.pk
        edit.save(update_fields=("state", "revision", "undone_at", "undone_by"))
        self._tell("workflow_edit_undone", by, edit)
        return edit

    @transaction.atomic
    def redo(self, number: int, *, by: AbstractBaseUser | None) -> DraftEdit:
        """Make the edit again that was undone last. Raises as ``undo`` does."""
        self._lock()
        edit = self.next_edit
        if edit is None or edit.number != number:
            raise NothingToUndo
        self._advance(apply(self.definition, edit.parsed), by)
        edit.state, edit.revision = DraftEdit.State.DONE, self.revision
        edit.undone_at = edit.undone_by_id = None
        edit.save(update_fields=("state", "revision", "undone_at", "undone_by"))
        self._tell("workflow_edit_redone", by, edit)
        return edit

    @transaction.atomic
    def discard(self, *, by: AbstractBaseUser | None) -> None:
        """Throw the draft away with all its edits: nothing follows it. Raises ``NotADraft``."""
        self._lock()
        tell("workflow_draft_discarded", self.workflow, by=by, version=self.pk, number=self.number)
        self.edits.all().delete()
        self.delete()

    def edits_since(self, revision: int, things: Iterable[str]) -> list[DraftEdit]:
        """Return what was made, undone or made again of these things after a revision."""
        wanted = set(things)
        later = self.edits.filter(revision__gt=revision).select_related("made_by", "undone_by")
        return [edit for edit in later.order_by("revision") if wanted & set(edit.things)]

    def _refuse_conflict(self, things: Iterable[str], based_on: int | None) -> None:
        if based_on is None or based_on >= self.revision:
            return
        if edits := self.edits_since(based_on, things):
            raise EditedMeanwhile(edits)

    def _lock(self) -> None:
        self.workflow.lock()
        try:
            self.refresh_from_db(fields=("state", "definition", "revision"))
        except type(self).DoesNotExist:
            # Thrown away while we waited.
            raise NotADraft from None
        if not self.is_draft:
            raise NotADraft

    def _tell(self, name: str, by: AbstractBaseUser | None, edit: DraftEdit) -> None:
        verb, things = str(edit.edit["edit"]), list(edit.things)
        data = {"version": self.pk, "number": edit.number}
        tell(name, self.workflow, by=by, **data, edit=verb, things=things)

    def _advance(self, definition: Any, by: AbstractBaseUser | None) -> None:
        self.definition = definition
        self.drafted_by_id = None if by is None else by.pk
        self.revision += 1
        changed: list[str] = ["definition", "drafted_by", "revision"]
        self.save(update_fields=changed)


def _named(edit: Edit) -> list[str]:
    """Return the things that an edit names, changed by it or not.

    To move a thing in its list disturbs nobody who changes it.
    """
    if isinstance(edit, Several):
        return [name for one in edit.edits for name in _named(one)]
    if isinstance(edit, Settle):
        return [edit.key]
    if isinstance(edit, Replace | AddValidation | AddWaiting | Move):
        return []
    code = getattr(edit, "code", "")
    return [f"{edit.thing}/{code}"] if code else []
