"""What `include` and `exclude` mean, for files and for pages of a site alike."""

from fnmatch import fnmatchcase


def fits(path: str, pattern: str) -> bool:
    """Whether a path is like a glob, or stands below the folder that the pattern names."""
    bare = pattern.removeprefix("./")
    return (
        fnmatchcase(path, bare)
        or (bare.startswith("**/") and fnmatchcase(path, bare[3:]))
        or path.startswith(f"{bare.rstrip('/')}/")
    )
