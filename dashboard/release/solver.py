"""The linear solver, quiet: HiGHS writes a line to standard output as soon as its callbacks are set up."""

import highspy


class Solver(highspy.Highs):
    """HiGHS on one thread, without callbacks and without a word."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.silent()
        self.setOptionValue("threads", 1)

    def enableCallbacks(self) -> None:  # noqa: N802 (the name is HiGHS's)
        """None are needed."""
