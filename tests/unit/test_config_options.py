"""The static list of global options, held against keystoneauth1's own plugins."""

import click
import pytest
from keystoneauth1 import loading

from blockctl import options
from blockctl.cli import root

PLUGINS = {name: loading.get_plugin_options(name) for name in loading.get_available_plugin_names()}
OURS = {setting.key: setting for setting in options.ALL}
# blockctl brings no cinderclient, whose plugin this is; the rest of them is keystoneauth1's.
NOT_THEIRS = {"auth_type", "default_domain"}


def key_of(option: loading.Opt) -> str:
    return str(option.name.replace("-", "_"))


def test_every_option_of_every_plugin_is_there() -> None:
    theirs = {key_of(option) for known in PLUGINS.values() for option in known}
    assert len(theirs) > 40
    assert theirs <= OURS.keys()
    in_sections = {setting.key for setting in (*options.SIGN_IN, *options.OTHER_SIGN_IN)}
    assert in_sections - theirs == NOT_THEIRS, "an option that no plugin takes"


@pytest.mark.parametrize("plugin", sorted(PLUGINS))
def test_secrets_are_secrets(plugin: str) -> None:
    for option in PLUGINS[plugin]:
        assert OURS[key_of(option)].secret == option.secret, option.name


@pytest.mark.parametrize("plugin", sorted(PLUGINS))
def test_older_names_of_a_plugin_s_options_are_known(plugin: str) -> None:
    for option in PLUGINS[plugin]:
        for older in option.deprecated:
            assert options.ALIASES[key_of(older)] == key_of(option)


@pytest.mark.parametrize("plugin", sorted(PLUGINS))
def test_what_a_plugin_asks_for_is_asked_for(plugin: str) -> None:
    theirs = {key_of(option): option.prompt for option in PLUGINS[plugin] if option.prompt}
    # OSC asks for the password of whatever ends with it, prompt or no prompt.
    if plugin.endswith("password"):
        theirs["password"] = "Password: "
    assert options.PROMPTS.get(plugin, {}) == theirs


def test_every_setting_is_an_option_with_a_variable_and_every_secret_one_with_a_file() -> None:
    spelt = {name for option in root.params for name in option.opts}
    for setting in options.ALL:
        assert setting.option in spelt
        assert setting.variable == setting.option[2:].upper().replace("-", "_")
    for setting in options.SECRETS:
        assert f"{setting.option}-file" in spelt


def test_no_two_options_share_a_key() -> None:
    keys = [setting.key for setting in options.ALL]
    assert len(keys) == len(set(keys))


def test_the_help_shows_every_option_but_the_older_spellings() -> None:
    # With its settings: click keeps the help option that it makes first.
    with click.Context(root, **root.context_settings) as ctx:
        text = root.get_help(ctx)
    older = {setting.option for setting in options.OLDER}
    for setting in options.ALL:
        assert (f"{setting.option} " in text) == (setting.option not in older), setting.option
    assert text.index("Commands:") < text.index("Options:")
