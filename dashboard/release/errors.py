"""Why a build stops. Each message is one line for the operator: what is wrong, what to do."""


class BuildError(Exception):
    """The build stopped; the release that was on show stays."""


class SourceError(BuildError):
    """The source cannot be read as calls in the City layer's schema."""
