#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domains/messaging/content/html.hpp"
#include "domains/messaging/content/keyboard.hpp"

namespace promo::messaging {

// A file that is made when it is needed, and uploaded once by each bot: the same recipe is the same bytes.
struct File {
    std::string maker;   // who makes it; see app/file_makers.cpp
    std::string recipe;  // JSON, for that maker
    std::string name;    // `sale-CODE.jpg`
    std::string content_type;

    // The same for the same file, whatever it is called.
    std::string key() const;
};
BOOST_DESCRIBE_STRUCT(File, (), (maker, recipe, name, content_type))

// A call of the Bot API, ready to leave but for its token and its file.
struct Call {
    std::string method;
    std::int64_t chat_id = 0;  // 0: concerns no chat
    std::string arguments;     // a JSON object
    std::optional<File> file = {};
};

// What is the same for all that sends.
struct Sending {
    Keyboard keyboard = {};
    bool silent = false;
    bool protect = false;  // cannot be forwarded or saved
    bool preview_links = false;
    std::optional<std::int64_t> reply_to = {};  // a message of the chat; sent all the same when it is gone
    std::optional<std::int64_t> thread = {};    // a topic of a forum
};

Call send_message(std::int64_t chat, const Html& text, const Sending& sending = {});
Call send_photo(std::int64_t chat, const File& photo, const Html& caption, const Sending& sending = {});
Call send_document(std::int64_t chat, const File& document, const Html& caption, const Sending& sending = {});
Call edit_text(std::int64_t chat, std::int64_t message, const Html& text, const Keyboard& keyboard = {});
Call edit_caption(std::int64_t chat, std::int64_t message, const Html& caption, const Keyboard& keyboard = {});
Call edit_photo(std::int64_t chat, std::int64_t message, const File& photo, const Html& caption,
                const Keyboard& keyboard = {});
Call edit_keyboard(std::int64_t chat, std::int64_t message, const Keyboard& keyboard);
Call delete_message(std::int64_t chat, std::int64_t message);
Call chat_action(std::int64_t chat, std::string_view action);
// `text` is plain, at most 200 characters; an alert waits for a tap.
Call answer_callback(std::string_view callback_id, std::string_view text = {}, bool alert = false);

struct Command {
    std::string command;
    std::string description;
};
BOOST_DESCRIBE_STRUCT(Command, (), (command, description))
// `scope` is `default`, `all_private_chats` or `all_group_chats`; `language` two letters or empty.
Call set_my_commands(const std::vector<Command>& commands, std::string_view scope, std::string_view language);

// The same once more, saying that it is. What cannot say so stays as it is.
Call marked_as_repeat(const Call& call);
// The same to a chat that has got another id.
Call moved(const Call& call, std::int64_t chat);

}  // namespace promo::messaging
