"""Read profile files: YAML to Profile; every error names file and line, what is wrong and what to do."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Final

from simulators.profile import Profile
from store.yaml_file import Kind, parse

PROFILE: Final = Kind(noun="a profile", first="title", page="docs/simulate.md")


def load(path: Path) -> Profile:
    """Read one profile file; raises ScenarioError as ``file:line: what is wrong and what to do``."""
    parsed = parse(path, PROFILE)
    if "name" in parsed.data:
        parsed.wrong(("name",), "unknown key 'name'; the file's name is the profile's, remove it")
    profile = parsed.checked(Profile, name=path.stem)
    if profile.lives_with is not None and not path.with_name(f"{profile.lives_with}.yaml").is_file():
        parsed.wrong(("lives_with",), f"there is no profile '{profile.lives_with}' beside this one")
    return profile


@cache
def profiles() -> Mapping[str, Profile]:
    """Give the profiles that come with Mistel, by name."""
    folder = Path(str(resources.files("simulators"))).joinpath("profiles")
    return MappingProxyType({path.stem: load(path) for path in sorted(folder.glob("*.yaml"))})
