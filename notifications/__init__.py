# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Messages out: nothing lost, nothing sent twice.

The words
    ``Notification``  a class of message: who receives it, and what it says. It lives in the module
                      ``notifications.py`` of the application that has something to say.
    ``Delivery``      one sending of it: a row written with the change that caused it. The row is
                      the truth; a job only wakes a worker.
    *transport*       what carries a delivery out of the house: e-mail today.
    *hook*            what the notification does when its delivery was sent, or will never be.

The life of a delivery
    pending → sending → sent | failed | withheld, and back to pending after a passing failure.

This package knows no citizen, no agent and no page: it never imports the applications that use it.
"""
