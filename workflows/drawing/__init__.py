# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A definition as a picture, and as a list that says the same: pure Python, always the same result.

Steps are boxes in columns, from where requests begin to where they end. The ways out of a step are
written inside its box, so that no word stands on a line; a line leads from each to where it goes,
and lines that lead to one step run together.
"""

from workflows.drawing.chart import Chart, Node, Way, chart_of
from workflows.drawing.picture import Box, Line, Picture, Row, draw

__all__ = ["Box", "Chart", "Line", "Node", "Picture", "Row", "Way", "chart_of", "draw"]
