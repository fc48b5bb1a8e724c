#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/messages.hpp"
#include "sandbox/telegram/outgoing.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::chrono::seconds kCallbackLife{150};
constexpr std::chrono::seconds kActionLife{5};

struct SendMessage : Envelope {
    std::string text;
    std::optional<std::string> parse_mode;
    std::optional<std::vector<MessageEntity>> entities;
    std::optional<core::json::Raw> link_preview_options;
};
BOOST_DESCRIBE_STRUCT(SendMessage, (Envelope), (text, parse_mode, entities, link_preview_options))

struct Place {
    double latitude = 0;
    double longitude = 0;
};
BOOST_DESCRIBE_STRUCT(Place, (), (latitude, longitude))

struct SendLocation : Envelope {
    double latitude = 0;
    double longitude = 0;
};
BOOST_DESCRIBE_STRUCT(SendLocation, (Envelope), (latitude, longitude))

struct PhoneContact {
    std::string phone_number;
    std::string first_name;
    std::optional<std::string> last_name;
};
BOOST_DESCRIBE_STRUCT(PhoneContact, (), (phone_number, first_name, last_name))

struct SendContact : Envelope {
    std::string phone_number;
    std::string first_name;
    std::optional<std::string> last_name;
};
BOOST_DESCRIBE_STRUCT(SendContact, (Envelope), (phone_number, first_name, last_name))

struct ChatAction {
    ChatRef chat_id;
    std::string action;
};
BOOST_DESCRIBE_STRUCT(ChatAction, (), (chat_id, action))

struct AnswerCallback {
    std::string callback_query_id;
    std::optional<std::string> text;
    std::optional<bool> show_alert;
    std::optional<std::string> url;
};
BOOST_DESCRIBE_STRUCT(AnswerCallback, (), (callback_query_id, text, show_alert, url))

struct Reaction {
    ChatRef chat_id;
    std::int64_t message_id = 0;
};
BOOST_DESCRIBE_STRUCT(Reaction, (), (chat_id, message_id))

std::string send_message(Call& call) {
    const auto given = call.read<SendMessage>();
    // The chat is looked at first, so that a blocked bot hears of that and not of its text.
    chat_to_write(call.state, call.bot, given.chat_id.text);
    Message body;
    put_text(body, message_text(given.text, given.parse_mode, given.entities));
    body.link_preview_options = given.link_preview_options;
    return send(call, given, std::move(body));
}

std::string send_location(Call& call) {
    const auto given = call.read<SendLocation>();
    if (given.latitude < -90 || given.latitude > 90 || given.longitude < -180 || given.longitude > 180)
        throw bad_request("location coordinates are out of range");
    Message body;
    body.location = core::json::Raw{result_of(Place{given.latitude, given.longitude})};
    return send(call, given, std::move(body));
}

std::string send_contact(Call& call) {
    const auto given = call.read<SendContact>();
    if (given.phone_number.empty()) throw bad_request("phone number is empty");
    Message body;
    body.contact = core::json::Raw{result_of(PhoneContact{given.phone_number, given.first_name, given.last_name})};
    return send(call, given, std::move(body));
}

std::string send_chat_action(Call& call) {
    const auto given = call.read<ChatAction>();
    static const std::vector<std::string> known = {
        "typing",          "upload_photo",   "record_video",  "upload_video",      "record_voice",     "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"};
    if (std::find(known.begin(), known.end(), given.action) == known.end())
        throw bad_request("wrong parameter action in request");
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    chat.action = given.action;
    chat.action_until = call.state.now() + kActionLife;
    mark_changed(call.state, chat);
    return yes();
}

std::string answer_callback(Call& call) {
    const auto given = call.read<AnswerCallback>();
    const auto found = call.state.callbacks.find(given.callback_query_id);
    const bool usable = found != call.state.callbacks.end() && found->second.bot == call.bot.user.id &&
                        !found->second.answered && call.state.now() - found->second.asked <= kCallbackLife;
    if (!usable) throw bad_request("query is too old and response timeout expired or query ID is invalid");
    auto& callback = found->second;
    callback.answered = true;
    callback.text = given.text.value_or("");
    callback.show_alert = given.show_alert.value_or(false);
    callback.url = given.url.value_or("");
    if (const auto* chat = find_chat(call.state, callback.chat)) mark_changed(call.state, *chat);
    return yes();
}

std::string set_reaction(Call& call) {
    const auto given = call.read<Reaction>();
    auto& chat = chat_inside(call.state, call.bot, given.chat_id.text);
    if (!find_message(chat, given.message_id)) throw bad_request("message to react not found");
    return yes();
}

}  // namespace

Methods send_methods() {
    return {
        {"sendMessage", send_message},
        {"sendLocation", send_location},
        {"sendContact", send_contact},
        {"sendChatAction", send_chat_action},
        {"answerCallbackQuery", answer_callback},
        {"setMessageReaction", set_reaction},
    };
}

}  // namespace promo::sandbox::telegram
