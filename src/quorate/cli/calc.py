"""`quorate calc`: the calculators of the site, on the command line."""

import argparse
import json

from quorate.cli.errors import CommandError


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command; inputs are `--name value` pairs that depend on the calculator."""
    parser = subparsers.add_parser(
        "calc",
        help="compute with a calculator; without a name, list them",
        epilog="Example: quorate calc availability-common-cause --n 3 --availability 99% --beta 0.1",
    )
    parser.add_argument("name", nargs="?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("inputs", nargs=argparse.REMAINDER, help="--input value, as many as wanted")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List, explain or compute."""
    from quorate.calculators import CALCULATORS, CalculatorError, find_calculator

    if arguments.name is None:
        for calculator in CALCULATORS.values():
            print(f"{calculator.slug:<28} {calculator.summary}")
        return 0
    given, as_json = pairs(arguments.inputs, as_json=arguments.json)
    try:
        calculator = find_calculator(arguments.name)
        result = calculator.run(given)
    except CalculatorError as error:
        raise CommandError(
            f"{error}.",
            hint="`quorate calc` lists calculators; names and bounds are on their pages.",
        ) from error
    if as_json:
        print(json.dumps({"name": calculator.slug, **result.to_json()}, ensure_ascii=False))
        return 0
    print(calculator.title)
    for value in result.values:
        print(f"  {value.label:<32} {value.value:.6g} {value.unit}")
    print()
    for line in result.working:
        print(f"  {line}")
    return 0


def pairs(words: list[str], *, as_json: bool) -> tuple[dict[str, object], bool]:
    """`--n 3 --beta=0.1 --json` as inputs, and whether JSON was asked for."""
    given: dict[str, object] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--json":
            as_json = True
            continue
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise CommandError(f"{word!r} is not an input.", hint="Write --name value.")
        if not equals:
            if not rest:
                raise CommandError(f"--{name} has no value.", hint=f"Write --{name} value.")
            value = rest.pop(0)
        given[name] = value
    return given, as_json
