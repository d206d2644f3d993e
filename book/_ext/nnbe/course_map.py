"""The map of the course, ``{course-map}``, and the name of a chapter, ``{chapter}`05```."""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole

from nnbe import course


class chapter_link(nodes.Inline, nodes.TextElement):
    """A link to a chapter, filled in when every title is known."""


class course_map(nodes.General, nodes.Element):
    """The list of all parts and chapters, filled in when every title is known."""


class CourseMap(SphinxDirective):
    """``{course-map}``: all parts and chapters."""

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder."""
        return [course_map()]


class ChapterRole(SphinxRole):
    """``{chapter}`05```: a link with the chapter's number and title; ``05!`` gives the number only."""

    def run(self) -> tuple[list[nodes.Node], list]:
        """Leave a placeholder."""
        number, known = self.text.rstrip("!"), course.chapters()
        if number not in known:
            message = f"no chapter {number!r}; {course.TOC} has {', '.join(known)}"
            return [], [self.inliner.reporter.warning(message, line=self.lineno)]
        return [chapter_link("", number=number, short=self.text.endswith("!"))], []


def _title(app: Sphinx, docname: str) -> str:
    return course.plain_title(app.env.titles[docname].astext())


def _link(app: Sphinx, fromdocname: str, docname: str, text: str) -> str:
    href = app.builder.get_relative_uri(fromdocname, docname)
    return f'<a class="reference internal" href="{href}">{escape(text)}</a>'


def _map_html(app: Sphinx, fromdocname: str) -> str:
    rows = []
    for part in course.parts():
        rows.append(
            f'<section class="nnbe-part"><h3>{_link(app, fromdocname, part.docname, part.name)}</h3>'
            f"<p>{escape(part.about)}</p><ol>"
        )
        for chapter in part.chapters:
            number = int(chapter.number)
            link = _link(app, fromdocname, chapter.docname, _title(app, chapter.docname))
            rows.append(
                f'<li value="{number}"><span class="nnbe-number" aria-hidden="true">{number}</span>'
                f"<div><strong>{link}</strong><p>{escape(chapter.about)}</p></div></li>"
            )
        rows.append("</ol></section>")
    return f'<div class="nnbe-map">{"".join(rows)}</div>'


def fill_in_chapters(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the placeholders of the map and of chapter names, now that every title is known."""
    for node in list(doctree.findall(course_map)):
        node.replace_self(nodes.raw("", _map_html(app, docname), format="html"))
    for node in list(doctree.findall(chapter_link)):
        chapter = course.chapters()[node["number"]]
        number = str(int(chapter.number))
        text = number if node["short"] else f"{number} {_title(app, chapter.docname)}"
        uri = app.builder.get_relative_uri(docname, chapter.docname)
        node.replace_self(nodes.reference("", text, internal=True, refuri=uri))


def read_course(app: Sphinx) -> None:
    """Say at the start what is wrong with the files that describe the course."""
    course.parts.cache_clear()  # a server builds more than once
    try:
        course.parts()
    except ValueError as error:
        raise ExtensionError(str(error)) from None


def setup(app: Sphinx) -> None:
    """Add the directive and the role."""
    app.add_node(chapter_link)
    app.add_node(course_map)
    app.add_role("chapter", ChapterRole())
    app.add_directive("course-map", CourseMap)
    app.connect("builder-inited", read_course)
    app.connect("doctree-resolved", fill_in_chapters)
