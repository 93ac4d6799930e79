"""What cannot be seen is not read."""

from __future__ import annotations

import pytest

from indexer.documents.extract_html import extract_html


@pytest.mark.parametrize(
    "unseen",
    [
        "<p hidden>X</p>", "<!-- X -->", "<script>X</script>", "<style>X</style>",
        "<SCRIPT >var a='</p>X'</SCRIPT>", "<template><p>X</template>", "<noscript>X</noscript>",
        "<nav>X</nav>", "<iframe>X</iframe>", "<svg><text>X</text></svg>", "<dialog>X</dialog>",
        "<![CDATA[X]]>", "<?php X ?>", "<!X>", "<select><option>X</select>",
        *(f'<p style="{style}">X</p>' for style in (
            "display:none", "DISPLAY : NONE !important", "display:/**/none", "visibility:hidden",
            "visibility: collapse", "opacity:0", "opacity: 0.00", "opacity:0%", "font-size:0",
            "font-size:0px", "font-size: 1px", "font:0/0 a", "width:0;overflow:hidden",
            "max-height:0;overflow:hidden", "position:absolute;left:-9999px", "text-indent:-999em",
            "transform:scale(0)", "clip:rect(0,0,0,0)", "clip-path: inset(100%)",
            "color:white", "color:#FEFEFE", "color: rgb(255, 255, 255)", "color:transparent",
            "color:rgba(0,0,0,0)", "color:red;background:red", "color:teal;background:teal",
        )),
        '<font color="#ffffff">X</font>', '<table bgcolor="blue"><tr><td style="color:blue">X',
        '<div style="background:#000"><p style="color:#000">X</p></div>',
        "<style>.h, #i {display:none} b{opacity:0}</style><p class='a h'>X</p><b>X</b><p id=i>X",
        '<div style="font-size:0"><p style="font-size:2em">X</p></div>',
    ],
)  # fmt: skip
def test_hidden_html_is_not_read(unseen: str) -> None:
    assert extract_html(f"<p>Shown.</p>{unseen}").text == "Shown."


@pytest.mark.parametrize(
    "shown",
    [
        *(f'<p style="{style}">X</p>' for style in (
            "font-size:0.9em", "min-width:0", "border-width:0", "line-height:0", "opacity:0.5",
            "height:0", "left:0", "text-indent:-2em", "color:#fff;background:#000", "color:#333",
            "background:white", "color:white;background:url(dark.png)", "color:inherit",
        )),
        '<div style="background:#000"><p style="color:#fff">X</p></div>',
        '<div style="color:#fff"><p style="color:#000">X</p></div>',
        '<div bgcolor="black"><font color="white">X</font></div>',
        "<style>@media print {p {display:none}} .x .y p{display:none}</style><p class=y>X</p>",
        "<style media=print>p{display:none}</style><p>X</p>",
        "<style>.t{display:none} .t.open{display:block}</style><p class='t open'>X</p>",
        "<dialog open>X</dialog>", '<p aria-hidden="true">X</p>', "<header>X</header>",
        "<p title='>hidden'>X</p>", "<!--><p>X</p>",
    ],
)  # fmt: skip
def test_html_that_a_reader_sees_is_read(shown: str) -> None:
    assert extract_html(f"<p>Shown.</p>{shown}").text == "Shown.\n\nX"
