"""`python -m csto_kg` is `csto-kg`."""

from csto_kg.cli import run

if __name__ == "__main__":
    run()
