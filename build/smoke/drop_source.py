#!/usr/bin/python3
"""A small window that files can be dragged from, as from a file manager.

    drop_source.py FILE...

Prints one word a line: "ready" once the window is on the screen, then for each gesture
"begin", "data" (the target asked for the files), "failed" (the target refused
them), "end". The system's Python runs it: python3-gi is built for no other.
"""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402 (the version comes first)

TITLE = "Drag source"  # run.sh looks for it; it must not begin like the app's own


def say(word):
    print(word, flush=True)


def main():
    uris = [pathlib.Path(name).resolve().as_uri() for name in sys.argv[1:]]
    window = Gtk.Window(title=TITLE)
    window.set_default_size(200, 100)
    # In the corner and above the app, wherever that opened: always in reach.
    window.move(0, 0)
    window.set_keep_above(True)
    handle = Gtk.EventBox()
    handle.add(Gtk.Label(label=f"Drag {len(uris)} files from here"))
    handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    handle.drag_source_add_uri_targets()
    handle.connect("drag-begin", lambda *_: say("begin"))
    handle.connect("drag-end", lambda *_: say("end"))

    def give(_widget, _context, data, _info, _time):
        data.set_uris(uris)
        say("data")

    def failed(*_):
        say("failed")
        return False

    handle.connect("drag-data-get", give)
    handle.connect("drag-failed", failed)
    window.add(handle)
    window.connect("destroy", Gtk.main_quit)

    def mapped(*_):
        # "draw" would be later still, but its signal needs pycairo as well.
        GLib.idle_add(say, "ready")
        return False

    window.connect("map-event", mapped)
    window.show_all()
    Gtk.main()


if __name__ == "__main__":
    main()
