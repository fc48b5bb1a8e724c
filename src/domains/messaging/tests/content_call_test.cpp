#include <doctest/doctest.h>

#include "core/json_read.hpp"
#include "domains/messaging/content/call.hpp"
#include "integrations/telegram/sending/api.hpp"
#include "sandbox/telegram/world.hpp"
#include "support/sandbox_wire.hpp"

namespace promo::messaging {
namespace {

// A bot, somebody who talks to it, and the published Bot API between them.
struct Talk {
    Talk() {
        auto& world = wire.sandbox().telegram();
        bot = world.create_bot({"Coupons", "coupons_bot"});
        person = world.create_person({"Olga"}).id;
        world.start({bot.id, person, std::nullopt});
        world.change_settings({true, false});
    }

    telegram::Delivery perform(const Call& call) {
        telegram::Outgoing outgoing{core::Secret(bot.token), call.method, call.arguments};
        if (call.file)
            outgoing.file = telegram::Outgoing::Upload{std::make_shared<const std::string>(picture), call.file->name,
                                                       call.file->content_type};
        const auto request = telegram::request_of(outgoing, "http://sandbox/telegram");
        const auto delivery = telegram::delivery_of(call.method, wire.send()(request));
        CAPTURE(call.arguments);
        CHECK_MESSAGE(!delivery.fault, delivery.fault.value_or(telegram::Fault{}).description);
        const auto calls = wire.sandbox().telegram().calls({});
        CHECK(calls.front().violations.empty());
        return delivery;
    }

    std::string last() const {
        const auto page =
            wire.sandbox().telegram().messages(std::to_string(bot.id) + ":" + std::to_string(person), 0, 1);
        return page.messages.back().text;
    }
    bool shows(std::string_view text) const { return last().find(text) != std::string::npos; }

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    core::SeededEntropy entropy{4};
    mutable tests::SandboxWire wire{clock, entropy};
    sandbox::telegram::BotView bot;
    std::int64_t person = 0;
    // A PNG of one dot, as far as its head.
    std::string picture =
        std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\b\2\0\0\0", 29) + std::string(8, '\0');
};

const File kPicture{"coupon_picture", R"({"template":1})", "sale-CODE.png", "image/png"};
const Keyboard kButtons{{{"Again", "again"}, {"Shop", {}, "https://shop.example"}, {"Copy", {}, {}, "SAVE10"}}};

}  // namespace

TEST_CASE("a message with everything is as the Bot API wants it") {
    Talk talk;
    const auto first = talk.perform(send_message(talk.person, Html::text("first")));
    REQUIRE(first.message_id);
    const auto sent = talk.perform(
        send_message(talk.person, Html::bold(Html::text("a & b")), {kButtons, true, true, true, first.message_id}));
    CHECK(sent.message_id > first.message_id);
    for (const auto* part :
         {"a & b", "\"bold\"", "again", "https://shop.example", "\"copy_text\":{\"text\":\"SAVE10\"}"})
        CHECK(talk.shows(part));
    // The message it answers may be gone meanwhile.
    CHECK(talk.perform(send_message(talk.person, Html::text("x"), {{}, false, false, false, 9999})).message_id);
}

TEST_CASE("a picture and a document are sent with caption and buttons, and each has a file to send again") {
    Talk talk;
    const auto photo = talk.perform(send_photo(talk.person, kPicture, Html::text("<yours>"), {kButtons}));
    CHECK(photo.message_id);
    REQUIRE(photo.file_id);
    CHECK(talk.shows("<yours>"));
    const auto document = talk.perform(send_document(talk.person, kPicture, {}, {{}, true}));
    REQUIRE(document.file_id);
    CHECK(talk.shows("sale-CODE.png"));
    CHECK(document.file_id != photo.file_id);
}

TEST_CASE("a message is edited in all its parts, and taken back") {
    Talk talk;
    const auto text = *talk.perform(send_message(talk.person, Html::text("x"), {kButtons})).message_id;
    talk.perform(edit_text(talk.person, text, Html::italic(Html::text("y")), kButtons));
    CHECK(talk.shows("\"text\":\"y\""));
    talk.perform(edit_keyboard(talk.person, text, {}));
    CHECK_FALSE(talk.shows("again"));
    const auto photo = *talk.perform(send_photo(talk.person, kPicture, Html::text("x"))).message_id;
    talk.perform(edit_caption(talk.person, photo, Html::text("z"), kButtons));
    CHECK(talk.shows("\"caption\":\"z\""));
    const auto other = talk.perform(edit_photo(talk.person, photo, kPicture, Html::text("another"), kButtons));
    CHECK(other.file_id);
    CHECK(talk.shows("another"));
    talk.perform(delete_message(talk.person, photo));
    CHECK_FALSE(talk.shows("another"));
}

TEST_CASE("a press is answered, an action shown, and a menu registered") {
    Talk talk;
    auto& world = talk.wire.sandbox().telegram();
    const auto message = *talk.perform(send_message(talk.person, Html::text("x"), {kButtons})).message_id;
    const auto chat = std::to_string(talk.bot.id) + ":" + std::to_string(talk.person);
    const auto pressed = world.press({chat, talk.person, message, 0, 0});
    REQUIRE(pressed.callback_id);
    talk.perform(answer_callback(*pressed.callback_id, std::string(300, 'x'), true));
    CHECK(world.callback(*pressed.callback_id).text == std::string(200, 'x'));
    CHECK(world.callback(*pressed.callback_id).show_alert);
    talk.perform(chat_action(talk.person, "upload_photo"));
    const std::vector<Command> commands{{"start", "Begin"}, {"help", "How it works"}};
    talk.perform(set_my_commands(commands, "default", ""));
    talk.perform(set_my_commands(commands, "all_private_chats", "de"));
    CHECK(talk.perform(set_my_commands({}, "all_group_chats", "")).fate == telegram::Fate::sent);
}

TEST_CASE("a file is the same whatever it is called, and another one is not") {
    auto same = kPicture;
    same.name = "other.png";
    CHECK(same.key() == kPicture.key());
    CHECK(kPicture.key().size() == 64);
    auto other = kPicture;
    other.recipe = R"({"template":2})";
    CHECK(other.key() != kPicture.key());
    CHECK(File{"a", "bc", "", ""}.key() != File{"ab", "c", "", ""}.key());
}

TEST_CASE("a copy says that it is one, where there is room, and is otherwise the same") {
    Talk talk;
    const auto call = send_message(talk.person, Html::text("a < b"), {kButtons});
    talk.perform(marked_as_repeat(call));
    CHECK(talk.shows("a < b"));
    CHECK(talk.shows("Sent again"));
    CHECK(talk.shows("again\""));
    talk.perform(marked_as_repeat(send_photo(talk.person, kPicture, Html::text("caption"))));
    CHECK(talk.shows("Sent again"));
    const auto full = send_message(talk.person, Html::text(std::string(kLongestText, '&')));
    CHECK(marked_as_repeat(full).arguments == full.arguments);
    CHECK(talk.perform(marked_as_repeat(full)).message_id);
    const auto removal = delete_message(talk.person, 5);
    CHECK(marked_as_repeat(removal).arguments == removal.arguments);
}

TEST_CASE("a call follows its chat to another id") {
    const auto call = moved(send_message(-5, Html::text("x\"{}"), {kButtons}), -1005);
    CHECK(call.chat_id == -1005);
    CHECK(call.arguments == send_message(-1005, Html::text("x\"{}"), {kButtons}).arguments);
    const auto answer = answer_callback("77", "done");
    CHECK(moved(answer, -1005).arguments == answer.arguments);
    CHECK(moved(answer, -1005).chat_id == 0);
}

}  // namespace promo::messaging
