"""Draws the picture that a code app scans: one path of squares, without style or script."""

import qrcode  # type: ignore[import-untyped]
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4
"""The empty squares around it, without which a camera does not find it."""


def draw_code(address: str) -> SafeString:
    """An address as squares to scan.

    Examples
    --------
    >>> draw_code("otpauth://totp/somebody?secret=ABC").startswith('<svg class="op-scan" viewBox="0 0 ')
    True
    """
    code = qrcode.QRCode(border=QUIET)
    code.add_data(address)
    squares = code.get_matrix()
    drawn = "".join(
        f"M{across} {down}h1v1h-1z"
        for down, line in enumerate(squares)
        for across, is_black in enumerate(line)
        if is_black
    )
    size = len(squares)
    return format_html(
        '<svg class="op-scan" viewBox="0 0 {0} {0}" role="img" shape-rendering="crispEdges" '
        'aria-label="Picture to scan with your code app"><path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/>'
        '<path fill="#16232b" d="{1}"/></svg>',
        size,
        drawn,
    )
