# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The workflow engine: typed fields, definitions as data, the machine that runs them.

The thinking parts (``text``, ``findings``, ``fields``, ``definition``, ``machine``, ``rules``,
``soundness``) are pure Python and never import Django. See docs/builders/workflows.md.
"""
