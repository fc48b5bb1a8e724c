#include "integrations/telegram/sending/api.hpp"

#include <doctest/doctest.h>

#include "support/property.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::telegram {
namespace {

using tests::answer;

constexpr std::string_view kSecret = "AAabcdefghijklmnopqrstuvwxyz0123456";

Outgoing outgoing(std::string method, std::string arguments) {
    return {core::Secret("123456789:" + std::string(kSecret)), std::move(method), std::move(arguments)};
}

std::string refusal(int code, std::string_view words, std::string_view parameters = {}) {
    auto json =
        R"({"ok":false,"error_code":)" + std::to_string(code) + R"(,"description":")" + std::string(words) + '"';
    if (!parameters.empty()) json += R"(,"parameters":)" + std::string(parameters);
    return json + '}';
}

constexpr std::string_view kMessage =
    R"({"ok":true,"result":{"message_id":42,"date":1,"chat":{"id":5,"type":"private"},"text":"x"}})";

}  // namespace

TEST_CASE("what became of a call is read as carefully as it matters") {
    struct Case {
        std::string_view method;
        net::Reply reply;
        Fate fate;
    };
    const auto moved = R"({"migrate_to_chat_id":-1005})";
    const std::vector<Case> cases{
        {"sendMessage", tests::not_reached(), Fate::not_sent},
        {"sendMessage", tests::no_answer(), Fate::unknown},
        {"sendMessage", answer(200, std::string(kMessage)), Fate::sent},
        {"sendMessage", answer(200, std::string(kMessage.substr(0, 40))), Fate::unknown},
        {"sendMessage", answer(200, ""), Fate::unknown},
        {"sendMessage", answer(200, R"({"ok":true})"), Fate::unknown},
        {"sendMessage", answer(200, R"({"ok":true,"result":true})"), Fate::unknown},
        {"sendMessage", answer(502, std::string(kMessage)), Fate::unknown},
        {"deleteMessage", answer(200, R"({"ok":true,"result":true})"), Fate::sent},
        {"sendChatAction", answer(200, R"({"ok":true,"result":true})"), Fate::sent},
        {"editMessageText", answer(200, R"({"ok":true,"result":true})"), Fate::sent},
        {"sendMessage", answer(200, "<html>Please sign in</html>"), Fate::unknown},
        {"sendMessage", answer(401, "<html>Sign in to the guest network</html>"), Fate::unknown},
        {"sendMessage", answer(403, R"({"ok":false,"message":"blocked by the proxy"})"), Fate::unknown},
        {"sendMessage", answer(200, refusal(403, "Forbidden: bot was blocked by the user")), Fate::unknown},
        {"sendMessage", answer(500, refusal(500, "Internal Server Error")), Fate::unknown},
        {"sendMessage", answer(502, "<html><title>502 Bad Gateway</title></html>"), Fate::unknown},
        {"sendMessage", answer(504, ""), Fate::unknown},
        {"sendMessage", answer(429, refusal(429, "Too Many Requests: retry after 7", R"({"retry_after":7})")),
         Fate::too_many},
        {"sendMessage", answer(400, refusal(400, "Bad Request: message text is empty")), Fate::refused},
        {"sendMessage", answer(403, refusal(403, "Forbidden: bot was blocked by the user")), Fate::refused},
        {"sendMessage", answer(401, refusal(401, "Unauthorized")), Fate::refused},
        {"sendMessage", answer(404, refusal(404, "Not Found")), Fate::refused},
        {"getUpdates", answer(409, refusal(409, "Conflict: can't use getUpdates")), Fate::refused},
        {"editMessageText", answer(400, refusal(400, "Bad Request: message is not modified: specified new")),
         Fate::sent},
        {"deleteMessage", answer(400, refusal(400, "Bad Request: message to delete not found")), Fate::sent},
        {"deleteMessage", answer(400, refusal(400, "Bad Request: message can't be deleted for everyone")),
         Fate::refused},
        {"editMessageText", answer(400, refusal(400, "Bad Request: message to edit not found")), Fate::refused},
        {"approveChatJoinRequest", answer(400, refusal(400, "Bad Request: USER_ALREADY_PARTICIPANT")), Fate::sent},
        {"declineChatJoinRequest", answer(400, refusal(400, "Bad Request: HIDE_REQUESTER_MISSING")), Fate::sent},
        {"sendPhoto", answer(400, refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")),
         Fate::stale_file},
        {"sendPhoto", answer(400, refusal(400, "Bad Request: wrong remote file identifier specified")),
         Fate::stale_file},
        {"sendPhoto", answer(400, refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")),
         Fate::stale_file},
        {"answerCallbackQuery",
         answer(400, refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")),
         Fate::refused},
        {"sendMessage", answer(400, refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", moved)),
         Fate::moved},
    };
    for (const auto& [method, reply, fate] : cases) {
        CAPTURE(method);
        CAPTURE(reply.status);
        CAPTURE(reply.body);
        const auto delivery = delivery_of(std::string(method), reply);
        CHECK(delivery.fate == fate);
        CHECK(delivery.status == reply.status);
        // Only what was simply done has nothing to explain.
        CHECK(delivery.fault.has_value() == (reply.status != 200 || fate != Fate::sent));
        CHECK(delivery.moved_to.has_value() == (fate == Fate::moved));
    }
}

TEST_CASE("the number of a message and the largest size of its picture are kept") {
    const auto said = [](std::string_view result) {
        return delivery_of("sendPhoto", answer(200, R"({"ok":true,"result":)" + std::string(result) + '}'));
    };
    const auto photo = said(
        R"({"message_id":9,"photo":[{"file_id":"s","width":90,"height":90},{"file_id":"l","width":1080,"height":1920},)"
        R"({"file_id":"m","width":320,"height":569}]})");
    CHECK(photo.message_id == 9);
    CHECK(photo.file_id == "l");
    CHECK(said(R"({"message_id":9,"document":{"file_id":"d","file_name":"x"}})").file_id == "d");
    const auto odd = said(R"({"message_id":9,"photo":{"what":"is this"}})");
    CHECK(odd.fate == Fate::sent);
    CHECK(odd.message_id == 9);
    CHECK_FALSE(odd.file_id);
}

TEST_CASE("how long Telegram wants to be left alone is always known, and never for ever") {
    const auto wait = [](std::string_view parameters) {
        return delivery_of("sendMessage", answer(429, refusal(429, "Too Many Requests", parameters)))
            .fault->retry_after;
    };
    CHECK(wait(R"({"retry_after":17})") == std::chrono::seconds(17));
    CHECK(wait(R"({"retry_after":0})") == std::chrono::seconds(1));
    CHECK(wait(R"({"retry_after":-5})") == std::chrono::seconds(1));
    CHECK(wait(R"({"retry_after":9223372036854775807})") == std::chrono::hours(24));
    CHECK(wait("{}") == std::chrono::seconds(30));
}

TEST_CASE("no bytes whatever pass for a message that was sent, and none does harm") {
    const auto scrap = rc::gen::element<std::string>(
        "{", "}", "\"ok\"", ":", "true", "false", ",", "\"result\"", "\"message_id\"", "1", "-9e99", "[", "]", "null",
        "\"error_code\"", "400", "429", "\"description\"", "\"message is not modified\"", "\"parameters\"", "\xFF");
    CHECK(tests::counterexample([&] {
              auto body = *rc::gen::arbitrary<std::string>();
              if (*rc::gen::arbitrary<bool>()) {
                  body.clear();
                  for (const auto& one : *rc::gen::container<std::vector<std::string>>(scrap))
                      body += one;
              }
              const auto status = *rc::gen::element(0, 200, 204, 301, 400, 401, 403, 404, 429, 500, 502);
              const auto delivery = delivery_of("sendMessage", answer(status, body));
              RC_ASSERT(delivery.fate != Fate::not_sent);
              if (delivery.fate == Fate::sent) RC_ASSERT(delivery.message_id.has_value());
          }) == "");
    // Every answer that was cut off on its way leaves it open.
    for (std::size_t length = 0; length < kMessage.size(); ++length)
        CHECK(delivery_of("sendMessage", answer(200, std::string(kMessage.substr(0, length)))).fate == Fate::unknown);
}

TEST_CASE("arguments leave as JSON, and as a form when a file comes along") {
    const auto plain = request_of(outgoing("sendMessage", R"({"chat_id":5,"text":"x"})"), "http://sandbox/telegram");
    CHECK(plain.method == "POST");
    CHECK(plain.vendor == "telegram");
    CHECK(plain.body == R"({"chat_id":5,"text":"x"})");
    CHECK(plain.parts.empty());
    CHECK(plain.url.reveal() == "http://sandbox/telegram/bot123456789:" + std::string(kSecret) + "/sendMessage");

    auto photo =
        outgoing("sendPhoto", R"({"chat_id":5,"photo":"attach://file","reply_markup":{"inline_keyboard":[]}})");
    photo.file = Outgoing::Upload{std::make_shared<const std::string>("bytes"), "a.jpg", "image/jpeg"};
    const auto form = request_of(photo, "http://sandbox/telegram");
    CHECK(form.body.empty());
    REQUIRE(form.parts.size() == 3);
    CHECK(form.parts[0].name == "chat_id");
    CHECK(form.parts[0].body == "5");
    CHECK(form.parts[1].body == R"({"inline_keyboard":[]})");
    CHECK(form.parts[2].name == "photo");
    CHECK(form.parts[2].body == "bytes");
    CHECK(form.parts[2].file_name == "a.jpg");
    CHECK(form.parts[2].content_type == "image/jpeg");

    auto media = outgoing("editMessageMedia", R"({"media":{"type":"photo","media":"attach://file"}})");
    media.file = photo.file;
    const auto parts = request_of(media, "http://sandbox/telegram").parts;
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].body == R"({"type":"photo","media":"attach://file"})");
    CHECK(parts[1].name == "file");
}

TEST_CASE("what happened to a message holds no token, whatever Telegram says") {
    const auto token = "123456789:" + std::string(kSecret);
    const auto delivery = delivery_of("sendMessage", answer(400, refusal(400, "Bad Request: " + token)));
    CHECK(delivery.fault->description.find(kSecret) == std::string::npos);
}

TEST_CASE("a call is answered once, and what is no token is never sent") {
    std::vector<net::Request> seen;
    const auto send = sender(
        [&](net::Request request, std::function<void(net::Reply)> done) {
            seen.push_back(std::move(request));
            done(answer(200, std::string(kMessage)));
        },
        "http://sandbox/telegram");
    std::vector<Delivery> got;
    const auto note = [&](Delivery delivery) { got.push_back(std::move(delivery)); };
    send(outgoing("sendMessage", "{}"), note);
    REQUIRE(got.size() == 1);
    CHECK(got[0].message_id == 42);
    auto no_token = outgoing("sendMessage", "{}");
    no_token.token = core::Secret("123456789:../x");
    send(no_token, note);
    REQUIRE(got.size() == 2);
    CHECK(got[1].fate == Fate::refused);
    CHECK(got[1].fault->problem == Problem::token_refused);
    CHECK(seen.size() == 1);
}

}  // namespace promo::telegram
