"""A small course of our own, without problems, that uses every construct of the dialect."""

from pathlib import Path

from quorate.authoring.diagrams import picture_path

CONCEPTS = """
- {id: basis, title: Basis, summary: What comes first., difficulty: -2.0, requires: []}
- {id: share, title: Sharing, summary: What replicas share., difficulty: -1.0, requires: [basis]}
"""

UNITS = """
- id: beginnings
  kind: lesson
  title: Beginnings
  summary: Before the first law.
  level: beginner
  track: laws
  teaches: [basis]
  minutes: {core: 30, full: 60, deep: 120}
"""

PATH = """
slug: short
kind: role
title: Short path
audience: Everybody
prerequisites: None
hours_per_week: [5, 6]
weeks: [1, 2]
difficulty: [beginner, intermediate]
outcome: Knows what is shared
perfect_if: [You have one week]
learn: [Sharing]
goal: Learn fundamentals
choose_by:
  - {by: time, text: One week}
phases:
  - {id: all, title: Everything, weeks: 2, outcome: Done, units: [shared, beginnings, exam-shared]}
checkpoints:
  - {weeks: [1, 2], text: Know it, units: [shared]}
"""

DIAGRAM = """graph TD
  accTitle: One rack
  accDescr: Two replicas stand in one rack.
  rack[Rack] --> a[Replica a]
  rack --> b[Replica b]
  style a fill:#f9f"""

PICTURE = '<svg viewBox="0 0 10 10" role="img"><title>One rack</title><rect width="10"/></svg>'

SCENARIO = '''
"""A figure of two parameters."""

from quorate.diagram import Drawing

TITLE = "Shared rack"
GRID = {"share": [0.0, 0.5, 1.0], "struck": ["none", "r1"]}
LABELS = {"share": "Share of outages"}
UNITS = {"share": "%"}


def record(parameters):
    down = 3 if parameters["struck"] == "r1" else 0
    return {"down": down, "facts": [["Replicas down", down]], "_width": parameters["share"]}


def draw(record):
    width = record["_width"]
    svg = f'<svg viewBox="0 0 9 9"><title>Rack</title><rect width="{width}"/><text>x</text></svg>'
    return Drawing(svg, f"{record['down']} replicas are down.")
'''

ITEMS = """
- {id: s-guess, type: numeric, facet: claim, concepts: [share], prompt: How many?, key: "1 + 1"}
- {id: s-time, type: numeric, facet: prove, concepts: [share], prompt: How long?, key: "60", unit: min}
- id: s-which
  type: choice
  facet: see
  concepts: [share]
  prompt: Which is shared?
  options:
    - {text: the rack, right: true}
    - {text: the disk, right: false, feedback: Each has its own.}
- id: s-order
  type: ordering
  facet: run
  concepts: [share]
  prompt: In which order?
  events: {a: First, b: Second, c: Third}
  before: [[a, b], [b, c]]
- id: s-foresee
  type: predict
  facet: run
  concepts: [share]
  prompt: The rack fails. What now?
  at: {struck: "'r1'"}
  figure: main
  options:
    - {text: All answer, when: "down == 0"}
    - {text: None answers, when: "down == 3"}
"""

EXAM = """
id: exam-shared
title: "Exam: sharing"
summary: Two questions.
level: beginner
track: laws
minutes: 20
pass_share: 0.5
draw: 1
templates:
  - {id: e-one, type: numeric, concepts: [share], prompt: One?, key: "1"}
  - {id: e-two, type: numeric, concepts: [share], prompt: Two?, key: "2"}
"""

FRONT = """---
id: shared
title: "Law: what is shared"
kind: lesson
summary: Replicas share more than their name.
level: beginner
track: laws
teaches: [share]
minutes: {core: 40, full: 90, deep: 150}
facets: {see: 10, run: 20, solve: 20, prove: 20}
question: s-guess
aliases: [law-shared]
sources:
  - {id: dean2013, author: Jeffrey Dean and Luiz Barroso, title: The Tail at Scale, year: 2013, url: "https://doi.org/10.1145/2408776.2408794"}
---
"""

PROSE = " ".join(
    f"Replica number {n} shares its rack with others and fails with it." for n in range(45)
)

BODY = """
## Claim {#claim}

What is shared fails together. Nothing else does.

## See it {#see}

/// opening | first
You begin with the picture.
///

/// opening | later
Now the picture of what you have met.
///

The picture below carries the argument, see [the numbers](#numbers) and [Beginnings](unit:beginnings).

```mermaid
%(diagram)s
```

```simulation
figure: main
parameters: {share: 0.5}
caption: Look at the **width**.
```

!!! abstract "Choose"
    An admonition, and inside it:

    !!! tip
        A second one with `code` and $p^n$.

??? question "Folded"
    - one
    - two

=== "By rack"

    !!! example "Inside a tab"

        1. **First** of [all](concept:share)
        2. Second

=== "By feed"

    Text of the second tab.

!!! success "Tabs inside"

    === "One"
        First.

    === "Two"
        Second.

## Run it {#run}

/// opening | first
You begin with code.
///
/// opening | later
Now code.
///

```python run
from quorate.calculators import availability
print(availability.parallel(0.99, 2))
```
```output
0.9999
```

```python run continue
print(round(availability.parallel(0.9, 2), 2))
```

```output
0.99
```

```python
plain = "shown, not executed"
```

```calculator
name: availability-common-cause
```

### Numbers {#numbers}

Both are up {{ availability.parallel(0.99, 2) | percent(2) }} of the time[^1], which `{{ this }}` does not compute.

[^1]: A footnote with its own words.

## Solve it {#solve}

/// opening | first
You begin with a problem.
///
/// opening | later
Now a problem.
///

<div class="grid cards" markdown>

- :material-school:{ .lg .middle } **[Short path](path:short)**

    ---

    **For**: everybody%(break)s
    **Duration**: two weeks

    **You'll learn**:
    - sharing
    - not sharing
      - deeply

    [**→ Start**](path:short){ .md-button .md-button--primary }

- :octicons-arrow-right-24: **[Sharing](concept:share)**

    ---

    A second card

</div>

| Option | Cost | Chance |
|--------|:----:|-------:|
| One rack | low | {{ 0.01 | percent(0) }} |
| Two racks | high | {{ 0.0001 \\| percent(2) }} |

- [x] **Done**: the first
- [ ] **To do**: the second

Term
:   Its definition.

<div class="overall-progress" data-progress="0">
    <p>Raw HTML stays.</p>
</div>

1. **Assess**
   - Years?
   - Role?

2. **Choose**
   - Match

/// deep | Why it is so
A deep dive, with [@dean2013].
///

## Prove it {#prove}

/// opening | first
You begin with a proof.
///
/// opening | later
Now a proof.
///

$$
p_{\\text{all}} = \\beta p + (1 - \\beta)^n p^n
$$

### Assumptions

%(prose)s

#### Where they fail

%(prose)s

## Read next {#next}

The [short path](path:short), the [calculator](calculator:availability-common-cause), [elsewhere](https://example.org/x).
"""


def body() -> str:
    """Return the lesson's text."""
    return BODY % {"diagram": DIAGRAM, "prose": PROSE, "break": "  "}


def write_course(root: Path) -> Path:
    """Write the course below a folder and return it."""
    folder = root / "content" / "laws" / "shared"
    (root / "content" / "paths").mkdir(parents=True)
    folder.mkdir(parents=True)
    (root / "content" / "concepts.yaml").write_text(CONCEPTS)
    (root / "content" / "units.yaml").write_text(UNITS)
    (root / "content" / "paths" / "short.yaml").write_text(PATH)
    (folder / "lesson.md").write_text(FRONT + body())
    (folder / "items.yaml").write_text(ITEMS)
    (folder / "exam.yaml").write_text(EXAM)
    (folder / "scenario.py").write_text(SCENARIO)
    picture = picture_path(folder, DIAGRAM)
    picture.parent.mkdir()
    picture.write_text(PICTURE)
    return root / "content"
