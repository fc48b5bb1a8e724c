#include <algorithm>

#include "sandbox/telegram/files.hpp"
#include "sandbox/telegram/method.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::size_t kMostCommands = 100;

struct CommandScope {
    std::optional<core::json::Raw> scope;
    std::optional<std::string> language_code;
};
BOOST_DESCRIBE_STRUCT(CommandScope, (), (scope, language_code))

struct SetCommands : CommandScope {
    std::vector<BotCommand> commands;
};
BOOST_DESCRIBE_STRUCT(SetCommands, (CommandScope), (commands))

struct BotText {
    std::optional<std::string> name;
    std::optional<std::string> description;
    std::optional<std::string> short_description;
    std::optional<std::string> language_code;
};
BOOST_DESCRIBE_STRUCT(BotText, (), (name, description, short_description, language_code))

struct MenuButton {
    std::optional<core::json::Raw> menu_button;
};
BOOST_DESCRIBE_STRUCT(MenuButton, (), (menu_button))

struct DefaultRights {
    std::optional<AdministratorRights> rights;
    std::optional<bool> for_channels;
};
BOOST_DESCRIBE_STRUCT(DefaultRights, (), (rights, for_channels))

struct GetFile {
    std::string file_id;
};
BOOST_DESCRIBE_STRUCT(GetFile, (), (file_id))

std::string scope_key(const CommandScope& scope) {
    constexpr std::string_view kDefault = R"({"type":"default"})";
    return (scope.scope ? scope.scope->text : std::string(kDefault)) + scope.language_code.value_or("");
}

std::string get_me(Call& call) {
    auto me = call.bot.user;
    me.can_join_groups = call.bot.can_join_groups;
    me.can_read_all_group_messages = call.bot.reads_all;
    me.supports_inline_queries = false;
    return result_of(me);
}

std::string set_commands(Call& call) {
    auto given = call.read<SetCommands>();
    if (given.commands.size() > kMostCommands) throw bad_request("BOT_COMMANDS_TOO_MUCH");
    for (auto& command : given.commands) {
        if (command.command.starts_with('/')) command.command.erase(0, 1);
        const bool good = !command.command.empty() && std::ranges::all_of(command.command, [](char letter) {
            return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
        });
        if (!good) throw bad_request("BOT_COMMAND_INVALID");
        if (command.description.empty()) throw bad_request("BOT_COMMAND_DESCRIPTION_INVALID");
    }
    call.bot.commands[scope_key(given)] = std::move(given.commands);
    return yes();
}

std::string get_commands(Call& call) {
    return result_of(call.bot.commands[scope_key(call.read<CommandScope>())]);
}

std::string delete_commands(Call& call) {
    call.bot.commands.erase(scope_key(call.read<CommandScope>()));
    return yes();
}

enum class TextKind { name, description, short_description };

std::string text_key(TextKind kind, const BotText& given) {
    return std::to_string(static_cast<int>(kind)) + given.language_code.value_or("");
}

template <TextKind kind>
std::string set_text(Call& call) {
    const auto given = call.read<BotText>();
    const auto& text = kind == TextKind::name          ? given.name
                       : kind == TextKind::description ? given.description
                                                       : given.short_description;
    call.bot.texts[text_key(kind, given)] = text.value_or("");
    if (kind == TextKind::name && !given.language_code && text && !text->empty()) call.bot.user.first_name = *text;
    return yes();
}

template <TextKind kind>
std::string get_text(Call& call) {
    const auto given = call.read<BotText>();
    const auto found = call.bot.texts.find(text_key(kind, given));
    auto text = found == call.bot.texts.end() ? std::string() : found->second;
    if (kind == TextKind::name && text.empty()) text = call.bot.user.first_name;
    constexpr const char* kNames[] = {"name", "description", "short_description"};
    return result_of(std::map<std::string, std::string>{{kNames[static_cast<int>(kind)], text}});
}

std::string set_menu_button(Call& call) {
    const auto given = call.read<MenuButton>();
    call.bot.menu_button = given.menu_button ? given.menu_button->text : R"({"type":"default"})";
    return yes();
}

std::string get_menu_button(Call& call) {
    return call.bot.menu_button;
}

std::string set_default_rights(Call& call) {
    const auto given = call.read<DefaultRights>();
    auto& rights = given.for_channels.value_or(false) ? call.bot.default_channel_rights : call.bot.default_group_rights;
    rights = given.rights.value_or(AdministratorRights{});
    return yes();
}

std::string get_default_rights(Call& call) {
    const auto given = call.read<DefaultRights>();
    return result_of(given.for_channels.value_or(false) ? call.bot.default_channel_rights
                                                        : call.bot.default_group_rights);
}

std::string get_file(Call& call) {
    const auto& file = file_of_bot(call.state, call.bot, call.read<GetFile>().file_id);
    if (file.data->size() > kMostDownloadBytes) throw bad_request("file is too big");
    const auto id = unique_id(file, file.kind == "photo" ? 'y' : 'f');
    File shown{file_id_for(id, &call.bot), id, static_cast<std::int64_t>(file.data->size()), file_path(file)};
    return result_of(shown);
}

std::string close_instance(Call&) {
    return yes();
}

}  // namespace

Methods bot_methods() {
    return {
        {"getMe", get_me},
        {"setMyCommands", set_commands},
        {"getMyCommands", get_commands},
        {"deleteMyCommands", delete_commands},
        {"setMyName", set_text<TextKind::name>},
        {"getMyName", get_text<TextKind::name>},
        {"setMyDescription", set_text<TextKind::description>},
        {"getMyDescription", get_text<TextKind::description>},
        {"setMyShortDescription", set_text<TextKind::short_description>},
        {"getMyShortDescription", get_text<TextKind::short_description>},
        {"setChatMenuButton", set_menu_button},
        {"getChatMenuButton", get_menu_button},
        {"setMyDefaultAdministratorRights", set_default_rights},
        {"getMyDefaultAdministratorRights", get_default_rights},
        {"getFile", get_file},
        {"close", close_instance},
        {"logOut", close_instance},
    };
}

}  // namespace promo::sandbox::telegram
