"""What maintains the course: run and publish chapters, check and collect what is stored. Chapters know none of it."""

import sys

# jsonschema, which nbformat imports, can check the format of IRIs, which no notebook's schema asks for. The parser for
# that takes two seconds to build, in every process that reads a notebook; None stands for "not installed".
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
