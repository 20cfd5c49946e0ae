"""A WebKitGTK browser of one window that keeps its profile, told what to do by lines of JSON.

MiniBrowser under WebKitWebDriver forgets its profile, so closing and coming back could not be tried with it. Commands come
on standard input as {"id", "do", ...}; answers and events leave on file descriptor 3; the page's console, which WebKit
itself prints, on standard output.

    /usr/bin/python3 webkitShell.py PROFILE DOWNLOADS [--private] [--feature NAME]...
"""

import argparse
import json
import os
import sys
import threading

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

SOFTWARE_ONLY = WebKit2.HardwareAccelerationPolicy.NEVER


def tell(message):
    os.write(3, (json.dumps(message) + "\n").encode())


class Shell:
    def __init__(self, options):
        self.downloads = options.downloads
        self.features = options.feature
        self.file_to_choose = None
        self.waiting_for_load = None
        if options.private:
            self.context = WebKit2.WebContext.new_ephemeral()
        else:
            manager = WebKit2.WebsiteDataManager(
                base_data_directory=os.path.join(options.profile, "data"),
                base_cache_directory=os.path.join(options.profile, "cache"),
            )
            self.context = WebKit2.WebContext.new_with_website_data_manager(manager)
        self.context.connect("download-started", self.on_download)
        self.window = Gtk.Window(default_width=1440, default_height=900)
        self.window.connect("destroy", Gtk.main_quit)
        self.open_tab()
        self.window.show_all()

    def open_tab(self):
        settings = WebKit2.Settings(
            enable_write_console_messages_to_stdout=True, hardware_acceleration_policy=SOFTWARE_ONLY
        )
        features = WebKit2.Settings.get_all_features()
        for feature in (features.get(i) for i in range(features.get_length())):
            if feature.get_identifier() in self.features:
                settings.set_feature_enabled(feature, True)
        self.view = WebKit2.WebView(web_context=self.context, settings=settings)
        self.view.connect("load-changed", self.on_load_changed)
        self.view.connect("load-failed", self.on_load_failed)
        self.view.connect("run-file-chooser", self.on_file_chooser)
        self.view.connect("script-dialog", self.on_script_dialog)
        self.view.connect("web-process-terminated", lambda _, reason: tell({"crashed": reason.value_nick}))
        self.window.add(self.view)
        self.view.show()

    def on_load_changed(self, _view, event):
        if event == WebKit2.LoadEvent.FINISHED:
            self.answer_load({"value": None})

    def on_load_failed(self, _view, _event, uri, error):
        self.answer_load({"error": f"{uri}: {error.message}"})
        return True

    def answer_load(self, result):
        if self.waiting_for_load is not None:
            tell({"id": self.waiting_for_load, **result})
            self.waiting_for_load = None

    def on_script_dialog(self, _view, dialog):
        """Leaves a page that asks whether one really wants to, as it does while it is busy."""
        if dialog.get_dialog_type() != WebKit2.ScriptDialogType.BEFORE_UNLOAD_CONFIRM:
            return False
        dialog.confirm_set_confirmed(True)
        return True

    def on_file_chooser(self, _view, request):
        request.select_files([self.file_to_choose])
        return True

    def on_download(self, _context, download):
        def decide(download, name):
            download.set_destination("file://" + os.path.join(self.downloads, name))
            return True

        download.connect("decide-destination", decide)

    def do(self, command):
        getattr(self, "do_" + command["do"])(command["id"], command)
        return False

    def do_version(self, id, _):
        parts = WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version()
        tell({"id": id, "value": ".".join(map(str, parts))})

    def do_goto(self, id, command):
        self.waiting_for_load = id
        self.view.load_uri(command["url"])

    def do_reload(self, id, _):
        self.waiting_for_load = id
        self.view.reload()

    def do_reopen(self, id, _):
        self.view.destroy()
        self.open_tab()
        tell({"id": id, "value": None})

    def do_choose(self, id, command):
        self.file_to_choose = command["path"]
        tell({"id": id, "value": None})

    def do_resize(self, id, command):
        self.window.resize(command["width"], command["height"])
        tell({"id": id, "value": None})

    def do_evaluate(self, id, command):
        body = f"return JSON.stringify(await ({command['expression']}))"

        def done(view, result):
            try:
                value = view.call_async_javascript_function_finish(result)
                tell({"id": id, "value": None if value.is_undefined() else json.loads(value.to_string())})
            except GLib.Error as error:
                tell({"id": id, "error": error.message})

        self.view.call_async_javascript_function(body, -1, None, None, None, None, done)

    def do_screenshot(self, id, command):
        def done(view, result):
            view.get_snapshot_finish(result).write_to_png(command["path"])
            tell({"id": id, "value": None})

        region, options = WebKit2.SnapshotRegion.VISIBLE, WebKit2.SnapshotOptions.NONE
        self.view.get_snapshot(region, options, None, done)

    def do_close(self, id, _):
        tell({"id": id, "value": None})
        self.window.destroy()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("profile")
    parser.add_argument("downloads")
    parser.add_argument("--private", action="store_true")
    parser.add_argument("--feature", action="append", default=[])
    shell = Shell(parser.parse_args())

    def read():
        for line in sys.stdin:
            GLib.idle_add(shell.do, json.loads(line))
        GLib.idle_add(Gtk.main_quit)

    threading.Thread(target=read, daemon=True).start()
    Gtk.main()


main()
