#include <doctest/doctest.h>

#include <set>

#include "core/encoding.hpp"
#include "sandbox/telegram/arguments.hpp"
#include "sandbox/telegram/method.hpp"
#include "sandbox/tests/small_telegram.hpp"

namespace promo::sandbox::tests {

namespace {

// Calls methods with sensible arguments and compares what they answer with the published types.
struct Prober : SmallTelegram {
    Prober() {
        // chat_member is the one type that must be asked for.
        result(
            "getUpdates",
            R"({"allowed_updates":["message","edited_message","channel_post","edited_channel_post","callback_query","my_chat_member","chat_member","chat_join_request"]})");
        chat = add_chat("supergroup", "Traders");
        bob = add_person("Bob");
        world.set_member({chat.key, bob, ann, "member"});
    }

    std::string probe(const std::string& method, const std::string& json = "{}") {
        telegram::RawArguments arguments;
        arguments.json = json;
        return check(method, std::move(arguments));
    }

    std::string check(const std::string& method, telegram::RawArguments arguments) {
        const auto answer = world.call(bot.token, method, std::move(arguments));
        REQUIRE_MESSAGE(answer.status == 200, method << ": " << answer.body);
        const auto& api = telegram::published_api();
        const auto text = core::json::Document(answer.body).root().member("result")->raw();
        std::vector<std::string> fewest{"it answers nothing"};
        for (const auto& type : api.method(method)->returns) {
            fewest = telegram::shape_problems(api, type, text);
            if (fewest.empty()) break;
        }
        CHECK_MESSAGE(fewest.empty(), method << ": " << (fewest.empty() ? "" : fewest.front()) << " in " << text);
        probed.insert(method);
        return text[0] == '"' ? at(answer.body, "result") : text;
    }

    std::string here(const std::string& rest = "") const { return "{\"chat_id\":" + chat.key + rest + "}"; }
    std::string person(std::int64_t id, const std::string& rest = "") const {
        return here(",\"user_id\":" + std::to_string(id) + rest);
    }
    std::string message(const std::string& id, const std::string& rest = "") const {
        return here(",\"message_id\":" + id + rest);
    }

    std::string send_file(const std::string& kind) {
        const auto header = core::parse_hex("89504e470d0a1a0a0000000d494844520000032000000190080200000000000000");
        telegram::RawArguments arguments;
        arguments.fields = {{"chat_id", chat.key}, {kind, "attach://" + kind}};
        arguments.uploads[kind] = {kind + ".png", "image/png", *header + std::string(64, 'x')};
        const auto& name = kind == "video_note" ? "VideoNote" : kind;
        std::string method = "send" + name;
        method[4] = static_cast<char>(std::toupper(method[4]));
        return check(method, std::move(arguments));
    }

    void probe_bot();
    void probe_messages();
    void probe_chat();
    void probe_members();
    void probe_updates();

    telegram::ChatView chat;
    std::int64_t bob = 0;
    std::set<std::string, std::less<>> probed;
};

void Prober::probe_bot() {
    probe("getMe");
    probe("setMyCommands", R"({"commands":[{"command":"start","description":"Begin"}]})");
    CHECK(at(probe("getMyCommands"), "0.command") == "start");
    probe("deleteMyCommands");
    probe("setMyName", R"({"name":"Coupons"})");
    probe("setMyDescription", R"({"description":"Makes pictures"})");
    probe("setMyShortDescription", R"({"short_description":"Pictures"})");
    CHECK(at(probe("getMyName"), "name") == "Coupons");
    CHECK(at(probe("getMyDescription"), "description") == "Makes pictures");
    CHECK(at(probe("getMyShortDescription"), "short_description") == "Pictures");
    probe("setChatMenuButton", R"({"menu_button":{"type":"commands"}})");
    CHECK(at(probe("getChatMenuButton"), "type") == "commands");
    probe("setMyDefaultAdministratorRights");
    probe("getMyDefaultAdministratorRights");
    probe("close");
    probe("logOut");
}

void Prober::probe_messages() {
    const auto sent = at(
        probe(
            "sendMessage",
            here(
                R"(,"text":"<b>hi</b> /go","parse_mode":"HTML","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]})")),
        "message_id");
    const auto pressed = world.press({chat.key, ann, std::stoll(sent)});
    probe("answerCallbackQuery", R"({"callback_query_id":")" + *pressed.callback_id + R"("})");
    probe("editMessageText", message(sent, R"(,"text":"two")"));
    probe("editMessageReplyMarkup",
          message(sent, R"(,"reply_markup":{"inline_keyboard":[[{"text":"c","url":"https://e.org"}]]})"));
    probe("sendMessage", here(",\"text\":\"re\",\"reply_parameters\":{\"message_id\":" + sent + "}"));
    probe("setMessageReaction", message(sent, R"(,"reaction":[{"type":"emoji","emoji":"x"}])"));
    probe("pinChatMessage", message(sent));
    probe("unpinChatMessage", message(sent));
    probe("unpinAllChatMessages", here());
    probe("sendChatAction", here(R"(,"action":"typing")"));
    probe("sendLocation", here(R"(,"latitude":52.5,"longitude":13.4)"));
    probe("sendContact", here(R"(,"phone_number":"+491","first_name":"Ann")"));
    const auto photo = send_file("photo");
    for (const auto* kind : {"document", "video", "animation", "audio", "voice", "video_note", "sticker"})
        send_file(kind);
    const auto file = at(photo, "photo.1.file_id");
    const auto media = R"({"type":"photo","media":")" + file + "\"}";
    probe("getFile", R"({"file_id":")" + file + "\"}");
    probe("sendMediaGroup", here(",\"media\":[" + media + ',' + media + ']'));
    const auto id = at(photo, "message_id");
    probe("editMessageCaption", message(id, R"(,"caption":"new")"));
    probe("editMessageMedia", message(id, ",\"media\":" + media));
    const auto from = ",\"from_chat_id\":" + chat.key;
    probe("copyMessage", message(sent, from));
    probe("forwardMessage", message(sent, from));
    probe("copyMessages", here(from + ",\"message_ids\":[" + sent + ',' + id + ']'));
    probe("forwardMessages", here(from + ",\"message_ids\":[" + sent + ',' + id + ']'));
    probe("deleteMessage", message(sent));
    probe("deleteMessages", here(",\"message_ids\":[" + id + ']'));
}

void Prober::probe_chat() {
    probe("sendMessage", here(R"(,"text":"pinned")"));
    const auto last = at(world.messages(chat.key, 0, 1).messages[0].text, "message_id");
    probe("pinChatMessage", message(last));
    CHECK(at(probe("getChat", here()), "pinned_message.text") == "pinned");
    probe("getChat", "{\"chat_id\":" + std::to_string(ann) + "}");
    probe("getChatAdministrators", here());
    CHECK(probe("getChatMemberCount", here()) == "3");
    probe("setChatTitle", here(R"(,"title":"Traders 2")"));
    probe("setChatDescription", here(R"(,"description":"About")"));
    probe("setChatPermissions", here(R"(,"permissions":{"can_send_messages":true})"));
    const auto link =
        at(probe("createChatInviteLink", here(R"(,"creates_join_request":true,"name":"x")")), "invite_link");
    probe("editChatInviteLink", here(R"(,"creates_join_request":true,"name":"y","invite_link":")" + link + '"'));
    const auto cid = add_person("Cid");
    const auto dan = add_person("Dan");
    world.join({cid, link});
    world.join({dan, link});
    probe("approveChatJoinRequest", person(cid));
    probe("declineChatJoinRequest", person(dan));
    probe("revokeChatInviteLink", here(R"(,"invite_link":")" + link + '"'));
    CHECK(probe("exportChatInviteLink", here()).starts_with("https://t.me/+"));
}

void Prober::probe_members() {
    for (const auto id : {ann, bob, bot.id})
        probe("getChatMember", person(id));
    probe("promoteChatMember", person(bob, R"(,"can_pin_messages":true)"));
    probe("setChatAdministratorCustomTitle", person(bob, R"(,"custom_title":"Helper")"));
    CHECK(at(probe("getChatMember", person(bob)), "custom_title") == "Helper");
    probe("promoteChatMember", person(bob));
    probe("restrictChatMember", person(bob, R"(,"permissions":{"can_send_messages":false})"));
    CHECK(at(probe("getChatMember", person(bob)), "status") == "restricted");
    probe("banChatMember", person(bob));
    CHECK(at(probe("getChatMember", person(bob)), "status") == "kicked");
    probe("unbanChatMember", person(bob));
    CHECK(at(probe("getChatMember", person(bob)), "status") == "left");
}

void Prober::probe_updates() {
    say(private_key(), ann, "look at https://e.org");
    world.block({bot.id, ann, true});
    world.start({bot.id, ann, "x"});
    probe("getUpdates");
    probe("leaveChat", here());
    probe("setWebhook", R"({"url":"https://shop.example/hook","ip_address":"10.0.0.1"})");
    probe("getWebhookInfo");
    probe("deleteWebhook");
}

}  // namespace

TEST_CASE("every method that is imitated answers in the published shape") {
    Prober prober;
    prober.probe_bot();
    prober.probe_messages();
    prober.probe_chat();
    prober.probe_members();
    prober.probe_updates();
    for (const auto name : telegram::method_names())
        CHECK_MESSAGE(prober.probed.contains(name), name << " was not tried");
}

TEST_CASE("the check of shapes finds what is missing, unknown or of another type") {
    const auto& api = telegram::published_api();
    CHECK(telegram::shape_problems(api, "User", R"({"id":1,"is_bot":false,"first_name":"A"})").empty());
    CHECK(telegram::shape_problems(api, "User", R"({"id":1,"is_bot":false})").size() == 1);
    CHECK(telegram::shape_problems(api, "User", R"({"id":"1","is_bot":false,"first_name":"A"})").size() == 1);
    CHECK(telegram::shape_problems(api, "User", R"({"id":1,"is_bot":false,"first_name":"A","age":3})").size() == 1);
    CHECK(telegram::shape_problems(api, "[User]", R"([{"id":1,"is_bot":false,"first_name":"A"},7])").size() == 1);
    CHECK_FALSE(telegram::shape_problems(api, "ChatMember", R"({"status":"owner"})").empty());
}

}  // namespace promo::sandbox::tests
