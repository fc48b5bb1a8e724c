"""A small project in a scratch folder, for checks that walk a tree."""

import contextlib
import pathlib
import subprocess
import tempfile


@contextlib.contextmanager
def tree_with(files: dict[str, str]):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        subprocess.run(["git", "init", "-q", folder], check=True)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        yield root
