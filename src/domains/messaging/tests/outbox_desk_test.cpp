#include <doctest/doctest.h>

#include <set>

#include "core/json_read.hpp"
#include "domains/messaging/outbox/desk/handlers.hpp"
#include "out_node.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace promo::messaging;
using namespace promo::messaging::outbox;
using core::RefusalCode;

namespace {

struct Desk {
    explicit Desk(tests::FreshDatabase& fresh) : world(fresh), node(world) {}

    // What became of it is in doubt.
    std::string doubtful(const std::string& key) {
        const auto id = world.put(to(5, key, Kind::broadcast)).value();
        node.work();
        node.answer(fate(telegram::Fate::unknown));
        node.work();
        return id;
    }
    http::Response get(std::string_view path, const std::vector<std::pair<std::string, std::string>>& query = {},
                       const std::string& id = {}) {
        http::Request request;
        request.principal = http::Principal{.user = {}, .email = {}, .tenant = kAcme, .role = http::Role::member};
        for (const auto& [name, value] : query)
            request.query.add(name, value);
        if (!id.empty()) request.path_params.add("id", id);
        for (const auto& route : desk::routes(service)) {
            if (route.path == path && route.verb == http::Verb::get) return route.handler(request);
        }
        FAIL("no such route");
        return {};
    }

    OutWorld world;
    Node node;
    audit::Service audit{world.database, world.entropy};
    std::vector<Ended> ended;
    desk::Service service{world.database, world.clock, audit, [this](db::Tx&, std::span<const Ended> told) {
                              ended.insert(ended.end(), told.begin(), told.end());
                          }};
    core::Actor actor = core::system_actor("test");
};

struct Brief {
    std::string id;
    std::string preview;
    State state = State::pending;
};
BOOST_DESCRIBE_STRUCT(Brief, (), (id, preview, state))
struct Page {
    std::vector<Brief> messages;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(Page, (), (messages, next))

}  // namespace

TEST_CASE("messages are listed newest first, page by page, each once") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Desk desk(fresh);
        for (int i = 0; i < 7; ++i) {
            desk.world.put(to(5 + i % 2, "m" + std::to_string(i)));
            if (i != 3) desk.world.clock.advance(1s);
        }
        std::vector<std::string> seen;
        std::vector<std::pair<std::string, std::string>> query{{"limit", "3"}};
        for (int pages = 0; pages < 4; ++pages) {
            const auto page = core::json::parse<Page>(desk.get("/api/outbox", query).body);
            for (const auto& message : page.messages)
                seen.push_back(message.preview);
            if (!page.next) break;
            query = {{"limit", "3"}, {"cursor", *page.next}};
        }
        CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 7);
        CHECK(seen.size() == 7);
        CHECK(seen.front() == "m6");
        CHECK(seen.back() == "m0");
        const auto of_chat = core::json::parse<Page>(desk.get("/api/outbox", {{"chat_id", "6"}}).body);
        CHECK(of_chat.messages.size() == 3);
        const auto of_cause = core::json::parse<Page>(desk.get("/api/outbox", {{"cause", "another"}}).body);
        CHECK(of_cause.messages.empty());
        CHECK(tests::refused([&] { desk.get("/api/outbox", {{"state", "lost"}}); }).code() == RefusalCode::invalid);
    });
}

TEST_CASE(
    "a message of which nobody can say whether it arrived is sent again when somebody says so, marked as a repeat") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Desk desk(fresh);
        const auto id = desk.doubtful("a");
        CHECK(desk.world.row("a").state == State::unknown);
        desk.service.resolve(kAcme, desk.actor, id, desk::Decision::send_again);
        desk.node.pass(2s);
        REQUIRE(desk.node.sent.size() == 1);
        CHECK(desk.node.sent[0].outgoing.arguments == marked_as_repeat(to(5, "a").call).arguments);
        CHECK(desk.node.sent[0].outgoing.arguments.find("Sent again") != std::string::npos);
        CHECK(tests::refused([&] { desk.service.resolve(kAcme, desk.actor, id, desk::Decision::leave); }).code() ==
              RefusalCode::conflict);
        CHECK(desk.audit.list(kAcme, {}).size() == 1);
    });
}

TEST_CASE("a message that is left in doubt is not sent, and asks for no decision any more") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Desk desk(fresh);
        const auto id = desk.doubtful("a");
        desk.service.resolve(kAcme, desk.actor, id, desk::Decision::leave);
        desk.node.pass(1min);
        CHECK(desk.node.sent.empty());
        CHECK(desk.world.row("a").state == State::failed);
        CHECK(desk.world.row("a").problem == Problem::in_doubt);
        CHECK(desk.service.summary(kAcme).states.unknown == 0);
    });
}

TEST_CASE("a message that waits can be taken back, one that leaves cannot, and nobody else's can") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Desk desk(fresh);
        const auto leaving = desk.world.put(to(5, "leaving")).value();
        desk.node.work();
        const auto waiting = desk.world.put(to(5, "waiting")).value();
        desk.service.cancel(kAcme, desk.actor, waiting);
        CHECK(desk.world.row("waiting").state == State::cancelled);
        REQUIRE(desk.ended.size() == 1);
        CHECK(desk.ended[0].key == "waiting");
        CHECK(desk.ended[0].state == State::cancelled);
        CHECK(tests::refused([&] { desk.service.cancel(kAcme, desk.actor, leaving); }).code() == RefusalCode::conflict);
        CHECK(tests::refused([&] { desk.service.cancel(kOther, desk.actor, leaving); }).code() ==
              RefusalCode::not_found);
    });
}

TEST_CASE("one message tells its story: every attempt, and why it is as it is") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Desk desk(fresh);
        const auto id = desk.world.put(to(5, "a")).value();
        desk.node.work();
        desk.node.answer(too_many(7s));
        desk.node.pass(10s);
        desk.node.answer(arrived(12));
        desk.node.work();
        const auto answer = desk.get("/api/outbox/{id:uuid}", {}, id).body;
        CHECK(answer.find("Telegram asked to wait") != std::string::npos);
        CHECK(answer.find("Telegram has it, as message 12.") != std::string::npos);
        CHECK(answer.find("somebody waits for it") != std::string::npos);
        const auto summary = desk.service.summary(kAcme);
        CHECK(summary.states.sent_24h == 1);
        REQUIRE(summary.bots.size() == 1);
        CHECK(summary.bots[0].telegram_id == kBot);
    });
}

TEST_CASE("what people read of a message is its text, without markup and in one line") {
    Entry entry;
    entry.arguments = R"({"chat_id":1,"caption":"<b>A &amp; B</b>\n&lt;3"})";
    CHECK(preview(entry) == "A & B <3");
    entry.arguments = R"({"chat_id":1,"media":{"type":"photo","caption":"<b>Flash</b> sale"}})";
    CHECK(preview(entry) == "Flash sale");
    entry.arguments = "{\"text\":\"" + std::string(500, 'x') + "\"}";
    CHECK(preview(entry).size() == 160);
}

TEST_CASE("how fast broadcasts leave has bounds, and changes are in the audit log") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Desk desk(fresh);
        CHECK(desk.service.settings(kAcme).broadcast_per_second == 20);
        CHECK(tests::refused([&] {
                  desk.service.save_settings(kAcme, desk.actor, {31, false});
              }).field() == "broadcast_per_second");
        desk.service.save_settings(kAcme, desk.actor, {500, true});
        CHECK(desk.service.settings(kAcme).paid_broadcast);
        CHECK(desk.service.settings(kOther).broadcast_per_second == 20);
        CHECK(desk.audit.list(kAcme, {}).size() == 1);
    });
}

TEST_CASE("what ended long ago is forgotten, what is in doubt later, and what waits never") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Desk desk(fresh);
        desk.doubtful("doubt");
        desk.world.put(to(6, "done"));
        desk.node.work();
        desk.node.answer(arrived());
        desk.node.work();
        auto later = to(7, "later");
        later.due_at = desk.world.clock.now() + std::chrono::hours(24 * 200);
        desk.world.put(later);
        desk.world.clock.advance(std::chrono::hours(24 * 31));
        desk.service.prune();
        CHECK(desk.world.states() == std::map<std::string, int>{{"unknown", 1}, {"pending", 1}});
        desk.world.clock.advance(std::chrono::hours(24 * 60));
        desk.service.prune();
        CHECK(desk.world.states() == std::map<std::string, int>{{"pending", 1}});
    });
}
