#include <doctest/doctest.h>

#include "domains/messaging/outbox/desk/service.hpp"
#include "out_node.hpp"

using namespace promo;
using namespace promo::messaging;
using namespace promo::messaging::outbox;

namespace {

void suspend(OutWorld& world) {
    world.run("UPDATE tenants SET status = 'suspended' WHERE id = 'acme'");
}

void reactivate(OutWorld& world) {
    world.run("UPDATE tenants SET status = 'active' WHERE id = 'acme'");
}

}  // namespace

TEST_CASE("from the moment on that a tenant is suspended nothing of it leaves, and all of it does when it is back") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        Node node(world);
        world.put(to(5, "before"));
        node.work();
        world.put_all({to(6, "broadcast", Kind::broadcast), to(7, "notice", Kind::notice)});
        suspend(world);
        node.pass(1s);
        CHECK(node.texts() == std::vector<std::string>{"before"});
        node.answer(arrived());
        node.pass(20s);
        CHECK(node.sent.empty());
        CHECK(world.row("before").state == State::sent);
        reactivate(world);
        node.pass(6s);
        CHECK(node.sent.size() == 2);
    });
}

TEST_CASE("who begins to send finds nothing to do for a tenant that is suspended, and others are served") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        suspend(world);
        world.put(to(5, "held"));
        auto theirs = to(6, "theirs");
        theirs.telegram_id = kBot + 1;
        world.put(theirs, kOther);
        Node node(world);
        node.pass(10s);
        CHECK(node.texts() == std::vector<std::string>{"theirs"});
        CHECK(world.row("held").state == State::pending);
        CHECK(world.row("held").attempt == 0);
    });
}

TEST_CASE("what was worth sending only while its tenant was suspended expires") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        suspend(world);
        auto short_lived = to(5, "short-lived");
        short_lived.not_after = world.clock.now() + 1min;
        world.put(short_lived);
        Node node(world);
        node.pass(2min);
        reactivate(world);
        node.pass(6s);
        CHECK(node.sent.empty());
        CHECK(world.row("short-lived").state == State::expired);
    });
}

TEST_CASE("a bot of a suspended tenant is not late, it is held") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        world.put(to(5, "held"));
        suspend(world);
        world.clock.advance(desk::Service::kLate + 1s);
        const auto late = world.database.read_as_system(
            "the test looks", [&](db::Tx& tx) { return desk::Service::troubles(tx, world.clock.now()).late_bots; });
        CHECK(late == 0);
    });
}
