#include <doctest/doctest.h>

#include "integrations/telegram/sending/api.hpp"
#include "net/http_client.hpp"
#include "out_node.hpp"
#include "sandbox/telegram/world.hpp"
#include "support/sandbox_wire.hpp"

using namespace promo;
using namespace promo::messaging;
using namespace promo::messaging::outbox;
using sandbox::telegram::FaultKind;

namespace {

// A bot, a person who talks with it, and a dispatcher that sends to the imitated Telegram.
struct Talk {
    explicit Talk(tests::FreshDatabase& fresh) : world(fresh), node(world) {
        auto& telegram = wire.sandbox().telegram();
        const auto created = telegram.create_bot({"Coupons", "coupons_bot"});
        bot = created.id;
        node.token = created.token;
        person = telegram.create_person({"Olga"}).id;
        telegram.start({bot, person, std::nullopt});
    }

    void put(const std::string& key, Kind kind) {
        auto message = to(person, key, kind);
        message.telegram_id = bot;
        world.put(message);
    }
    // Everything leaves and is answered, as far as it may in ten seconds.
    void pass() {
        for (int i = 0; i < 10; ++i) {
            node.pass(1s);
            while (!node.sent.empty()) {
                const auto sent = node.take();
                const auto reply = wire.send()(telegram::request_of(sent.outgoing, "http://sandbox/telegram"));
                sent.answer(telegram::delivery_of(sent.outgoing.method, reply));
            }
        }
    }
    void fail_next(FaultKind kind) {
        wire.sandbox().telegram().add_fault({.kind = kind, .bot = bot, .retry_after = 3});
    }
    // Of the bot, in the chat, holding these words.
    std::int64_t seen(const std::string& words) {
        std::int64_t messages = 0;
        for (const auto& chat : wire.sandbox().telegram().tally({.bot = bot, .text = words}).chats)
            messages += chat.messages;
        return messages;
    }

    OutWorld world;
    tests::SandboxWire wire{world.clock, world.entropy};
    Node node;
    std::int64_t bot = 0;
    std::int64_t person = 0;
};

}  // namespace

TEST_CASE("whatever Telegram answers, a person sees a message once where a second one is worse than none") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Talk talk(fresh);
        for (const auto kind : {FaultKind::too_many, FaultKind::server_error, FaultKind::bad_gateway,
                                FaultKind::acted_error, FaultKind::acted_gateway, FaultKind::garbage}) {
            CAPTURE(core::enum_name(kind));
            const auto key = "broadcast " + std::string(core::enum_name(kind));
            talk.fail_next(kind);
            talk.put(key, Kind::broadcast);
            talk.pass();
            CHECK(talk.seen(key) <= 1);
            const auto state = talk.world.row(key).state;
            CHECK((state == State::sent || state == State::unknown));
            if (state == State::sent) CHECK(talk.seen(key) == 1);
        }
    });
}

TEST_CASE("an answer arrives although Telegram failed after it had taken it, and the copy says that it is one") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Talk talk(fresh);
        talk.fail_next(FaultKind::acted_error);
        talk.put("your coupon", Kind::reply);
        talk.pass();
        CHECK(talk.world.row("your coupon").state == State::sent);
        const auto chats = talk.wire.sandbox().telegram().tally({.bot = talk.bot, .text = "your coupon"}).chats;
        REQUIRE(chats.size() == 1);
        CHECK(chats[0].messages == 2);
        CHECK(chats[0].alike == 1);
    });
}

TEST_CASE("who has blocked the bot gets nothing, and what waits for him ends") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Talk talk(fresh);
        talk.wire.sandbox().telegram().block({talk.bot, talk.person, true});
        talk.put("one", Kind::reply);
        talk.put("two", Kind::reply);
        talk.pass();
        CHECK(talk.world.row("one").problem == Problem::blocked);
        CHECK(talk.world.row("two").problem == Problem::blocked);
        CHECK(talk.wire.requests().size() == 1);
    });
}
