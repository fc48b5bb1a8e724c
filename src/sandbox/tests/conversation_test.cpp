#include <doctest/doctest.h>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "sandbox/tests/small_telegram.hpp"

using namespace std::chrono_literals;

namespace promo::sandbox::tests {

namespace {

std::string to(std::int64_t chat, const std::string& rest) {
    return "{\"chat_id\":" + std::to_string(chat) + ',' + rest + '}';
}

// A PNG of 800 × 400, as far as its header goes.
std::string picture() {
    const auto header = core::parse_hex("89504e470d0a1a0a0000000d494844520000032000000190080200000000000000");
    return *header + std::string(64, 'x');
}

}  // namespace

TEST_CASE("a deep link opens the bot with its payload") {
    SmallTelegram t;
    const auto bob = t.add_person("Bob");
    t.world.start({t.bot.id, bob, "ref_42"});
    const auto updates = t.updates();
    REQUIRE(updates.size() == 1);
    CHECK(updates[0].first == "message");
    CHECK(at(updates[0].second, "text") == "/start ref_42");
    CHECK(at(updates[0].second, "entities.0.type") == "bot_command");
    CHECK(at(updates[0].second, "chat.id") == std::to_string(bob));
    CHECK_THROWS_AS(t.world.start({t.bot.id, bob, "no spaces"}), core::Refusal);
}

TEST_CASE("a bot cannot write to who never wrote to it") {
    SmallTelegram t;
    const auto bob = t.add_person("Bob");
    CHECK(t.refusal("sendMessage", to(bob, R"("text":"hi")")) == "Bad Request: chat not found");
    CHECK(t.refusal("sendMessage", to(t.bot.id, R"("text":"hi")")) == "Forbidden: bot can't send messages to itself");
}

TEST_CASE("who blocks the bot is not written to until he starts it again") {
    SmallTelegram t;
    t.world.block({t.bot.id, t.ann, true});
    auto updates = t.updates();
    REQUIRE(updates.size() == 1);
    CHECK(updates[0].first == "my_chat_member");
    CHECK(at(updates[0].second, "new_chat_member.status") == "kicked");
    const auto answer = t.call("sendMessage", to(t.ann, R"("text":"hi")"));
    CHECK(answer.status == 403);
    CHECK(at(answer.body, "description") == "Forbidden: bot was blocked by the user");
    t.world.start({t.bot.id, t.ann, std::nullopt});
    updates = t.updates();
    REQUIRE(updates.size() == 2);
    CHECK(at(updates[0].second, "new_chat_member.status") == "member");
    t.result("sendMessage", to(t.ann, R"("text":"hi")"));
}

TEST_CASE("a deleted account, a revoked token and an unknown method are what Telegram says they are") {
    SmallTelegram t;
    t.world.delete_account(t.ann);
    CHECK(t.refusal("sendMessage", to(t.ann, R"("text":"hi")")) == "Forbidden: user is deactivated");
    CHECK(t.call("sendFlowers").status == 404);
    telegram::BotSettings revoke;
    revoke.bot = t.bot.id;
    revoke.revoke_token = true;
    const auto fresh = t.world.change_bot(revoke);
    CHECK(t.call("getMe").status == 401);
    CHECK(t.call("getMe", "{}", fresh.token).status == 200);
}

TEST_CASE("a pressed button is answered once, and not after it got old") {
    SmallTelegram t;
    t.result("sendMessage",
             to(t.ann, R"("text":"pick","reply_markup":{"inline_keyboard":[[{"text":"one","callback_data":"1"}]]})"));
    const auto first = t.world.press({t.private_key(), t.ann, 2});
    const auto updates = t.updates();
    REQUIRE(updates.size() == 1);
    CHECK(at(updates[0].second, "data") == "1");
    CHECK(at(updates[0].second, "message.text") == "pick");
    const auto answer = R"({"callback_query_id":")" + *first.callback_id + R"(","text":"done"})";
    t.result("answerCallbackQuery", answer);
    CHECK(t.world.callback(*first.callback_id).text == "done");
    const std::string too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    CHECK(t.refusal("answerCallbackQuery", answer) == too_old);
    const auto second = t.world.press({t.private_key(), t.ann, 2});
    t.clock.advance(3min);
    CHECK(t.refusal("answerCallbackQuery", R"({"callback_query_id":")" + *second.callback_id + R"("})") == too_old);
}

TEST_CASE("an edit changes the message, and an edit to the same is refused") {
    SmallTelegram t;
    t.result("sendMessage", to(t.ann, R"("text":"one")"));
    const auto edited = t.result("editMessageText", to(t.ann, R"("message_id":2,"text":"two")"));
    CHECK(at(edited, "text") == "two");
    CHECK(at(edited, "edit_date") != "");
    CHECK(t.refusal("editMessageText", to(t.ann, R"("message_id":2,"text":"two")"))
              .starts_with("Bad Request: message is not modified"));
    CHECK(t.refusal("editMessageText", to(t.ann, R"("message_id":1,"text":"mine")")) ==
          "Bad Request: message can't be edited");
    CHECK(t.refusal("editMessageText", to(t.ann, R"("message_id":99,"text":"x")")) ==
          "Bad Request: message to edit not found");
    CHECK(t.refusal("editMessageCaption", to(t.ann, R"("message_id":2,"caption":"x")")) ==
          "Bad Request: there is no caption in the message to edit");
    t.result("deleteMessage", to(t.ann, R"("message_id":2)"));
    CHECK(t.refusal("deleteMessage", to(t.ann, R"("message_id":2)")) == "Bad Request: message to delete not found");
}

TEST_CASE("texts are measured after their markup is gone, in the units Telegram counts") {
    SmallTelegram t;
    const auto bold = "<b>" + std::string(4096, 'x') + "</b>";
    t.result("sendMessage", to(t.ann, R"("parse_mode":"HTML","text":")" + bold + '"'));
    CHECK(t.refusal("sendMessage", to(t.ann, "\"text\":\"" + std::string(4097, 'x') + '"')) ==
          "Bad Request: message is too long");
    CHECK(t.refusal("sendMessage", to(t.ann, R"("text":"   ")")) == "Bad Request: message text is empty");
    std::string gifts;
    for (int i = 0; i < 2049; ++i)
        gifts += "\xF0\x9F\x8E\x81";
    CHECK(t.refusal("sendMessage", to(t.ann, "\"text\":\"" + gifts + '"')) == "Bad Request: message is too long");
}

TEST_CASE("a picture is uploaded once and sent again by the bot's own file_id") {
    SmallTelegram t;
    telegram::RawArguments arguments;
    arguments.fields = {{"chat_id", std::to_string(t.ann)}, {"caption", "<b>20%</b>"}, {"parse_mode", "HTML"}};
    arguments.uploads["photo"] = {"deal.png", "image/png", picture()};
    const auto answer = t.world.call(t.bot.token, "sendPhoto", std::move(arguments));
    REQUIRE(answer.status == 200);
    const auto photo = at(answer.body, "result.photo");
    CHECK(at(photo, "1.width") == "800");
    CHECK(at(photo, "1.height") == "400");
    CHECK(at(answer.body, "result.caption") == "20%");
    const auto file_id = at(photo, "1.file_id");
    const auto again = t.result("sendPhoto", to(t.ann, R"("photo":")" + file_id + '"'));
    CHECK(at(again, "photo.1.file_unique_id") == at(photo, "1.file_unique_id"));
    const auto path = at(t.result("getFile", R"({"file_id":")" + file_id + R"("})"), "file_path");
    CHECK(*t.world.download(t.bot.token, path)->data == picture());
    CHECK_FALSE(t.world.download("1:wrong", path));
    const auto other = t.world.create_bot({"Other", "other_bot"});
    t.world.start({other.id, t.ann, std::nullopt});
    const auto stolen = t.call("sendPhoto", to(t.ann, R"("photo":")" + file_id + '"'), other.token);
    CHECK(at(stolen.body, "description") == "Bad Request: wrong file_id or the file is temporarily unavailable");
    CHECK(t.refusal("sendDocument", to(t.ann, R"("document":")" + file_id + '"')) ==
          "Bad Request: type of file mismatch");
    CHECK(t.refusal("sendPhoto", to(t.ann, R"("photo":"https://e.org/x.png")")) ==
          "Bad Request: wrong file identifier/HTTP URL specified");
}

TEST_CASE("what is no picture is no photo") {
    SmallTelegram t;
    telegram::RawArguments arguments;
    arguments.fields = {{"chat_id", std::to_string(t.ann)}};
    arguments.uploads["photo"] = {"deal.png", "image/png", "this is no picture, whatever its name says it is"};
    const auto answer = t.world.call(t.bot.token, "sendPhoto", std::move(arguments));
    CHECK(at(answer.body, "description") == "Bad Request: IMAGE_PROCESS_FAILED");
}

TEST_CASE("an album arrives as messages of one group") {
    SmallTelegram t;
    telegram::RawArguments arguments;
    arguments.fields = {
        {"chat_id", std::to_string(t.ann)},
        {"media", R"([{"type":"photo","media":"attach://a","caption":"both"},{"type":"photo","media":"attach://b"}])"}};
    arguments.uploads["a"] = {"a.png", "image/png", picture()};
    arguments.uploads["b"] = {"b.png", "image/png", picture()};
    const auto answer = t.world.call(t.bot.token, "sendMediaGroup", std::move(arguments));
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    CHECK(at(answer.body, "result.0.media_group_id") == at(answer.body, "result.1.media_group_id"));
    CHECK(at(answer.body, "result.0.caption") == "both");
}

TEST_CASE("copies lose their origin, forwards keep it, protected messages are neither") {
    SmallTelegram t;
    const auto channel = t.add_chat("channel", "Deals");
    const auto copy =
        t.result("copyMessage", to(channel.id, "\"from_chat_id\":" + std::to_string(t.ann) + ",\"message_id\":1"));
    CHECK(at(copy, "message_id") != "");
    const auto forward = t.result(
        "forwardMessage", to(t.ann, "\"from_chat_id\":" + channel.key + ",\"message_id\":" + at(copy, "message_id")));
    CHECK(at(forward, "forward_origin.type") == "channel");
    CHECK(at(forward, "forward_origin.chat.title") == "Deals");
    CHECK(at(forward, "text") == "hello");
    const auto secret = t.result("sendMessage", to(t.ann, R"("text":"secret","protect_content":true)"));
    CHECK(t.refusal("copyMessage", to(channel.id, "\"from_chat_id\":" + std::to_string(t.ann) +
                                                      ",\"message_id\":" + at(secret, "message_id"))) ==
          "Bad Request: message can't be copied");
}

TEST_CASE("a reply keyboard stays until it is removed") {
    SmallTelegram t;
    t.result("sendMessage", to(t.ann, R"("text":"pick","reply_markup":{"keyboard":[[{"text":"Yes"}]]})"));
    CHECK(at(t.world.chat(t.private_key()).keyboard.text, "keyboard.0.0.text") == "Yes");
    t.result("sendMessage", to(t.ann, R"("text":"pick","reply_markup":{"keyboard":[["Perhaps"]]})"));
    CHECK(at(t.world.chat(t.private_key()).keyboard.text, "keyboard.0.0.text") == "Perhaps");
    t.result("sendMessage", to(t.ann, R"("text":"ok","reply_markup":{"remove_keyboard":true})"));
    CHECK(t.world.chat(t.private_key()).keyboard.text == "null");
}

TEST_CASE("in a group with privacy a bot hears commands, mentions and replies only") {
    SmallTelegram t;
    const auto group = t.world.create_chat({"group", "Traders", t.ann});
    t.world.set_member({group.key, t.bot.id, t.ann, "member"});
    auto updates = t.updates();
    REQUIRE(updates.size() == 2);  // my_chat_member, and the message that it was added
    const auto hears = [&](const std::string& text) {
        t.say(group.key, t.ann, text);
        return !t.updates().empty();
    };
    CHECK_FALSE(hears("good morning"));
    CHECK(hears("/generate"));
    CHECK(hears("/generate@coupons_bot"));
    CHECK_FALSE(hears("/generate@other_bot"));
    CHECK(hears("thanks @coupons_bot"));
    telegram::BotSettings open;
    open.bot = t.bot.id;
    open.reads_all = true;
    t.world.change_bot(open);
    CHECK(hears("good evening"));
}

TEST_CASE("a bot that was removed from a group or never was in it is told so") {
    SmallTelegram t;
    const auto group = t.world.create_chat({"supergroup", "Traders", t.ann});
    const auto hi = to(group.id, R"("text":"hi")");
    CHECK(t.refusal("sendMessage", hi) == "Bad Request: chat not found");
    t.world.set_member({group.key, t.bot.id, t.ann, "member"});
    t.result("sendMessage", hi);
    t.world.set_member({group.key, t.bot.id, t.ann, "kicked"});
    CHECK(t.refusal("sendMessage", hi) == "Forbidden: bot was kicked from the supergroup chat");
    t.world.set_member({group.key, t.bot.id, t.ann, "left"});
    CHECK(t.refusal("sendMessage", hi) == "Forbidden: bot is not a member of the supergroup chat");
}

TEST_CASE("an upgraded group answers with the id of its supergroup") {
    SmallTelegram t;
    const auto group = t.add_chat("group", "Traders");
    const auto key = t.world.migrate({group.key, t.ann});
    const auto answer = t.call("sendMessage", to(group.id, R"("text":"hi")"));
    CHECK(answer.status == 400);
    CHECK(at(answer.body, "parameters.migrate_to_chat_id") == key);
    t.result("sendMessage", "{\"chat_id\":" + key + R"(,"text":"hi"})");
}

TEST_CASE("posts of others reach an administrator of the channel, its own do not") {
    SmallTelegram t;
    const auto channel = t.add_chat("channel", "Deals");
    t.result("sendMessage", to(channel.id, R"("text":"from the bot")"));
    CHECK(t.updates().empty());
    t.say(channel.key, t.ann, "/flash-sale/CODE");
    const auto updates = t.updates();
    REQUIRE(updates.size() == 1);
    CHECK(updates[0].first == "channel_post");
    CHECK(at(updates[0].second, "sender_chat.id") == channel.key);
    CHECK(at(updates[0].second, "from") == "");
}

}  // namespace promo::sandbox::tests
