#include <doctest/doctest.h>

#include "domains/messaging/outbox/desk/service.hpp"
#include "out_world.hpp"

using namespace promo;
using namespace promo::messaging::outbox;

namespace {

desk::Troubles troubles(OutWorld& world) {
    return world.database.read_as_system("the test looks",
                                         [&](db::Tx& tx) { return desk::Service::troubles(tx, world.clock.now()); });
}

}  // namespace

TEST_CASE("whoever runs the installation hears of bots that send nothing, are late, and of doubts that are old") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        world.put(to(5, "hello", Kind::notice));
        world.clock.advance(desk::Service::kLate);
        CHECK(troubles(world).late_bots == 0);
        world.clock.advance(1s);
        CHECK(troubles(world).late_bots == 1);

        world.run("UPDATE outbox_lanes SET paused = 'token_refused', paused_at = 1");
        const auto paused = troubles(world);
        CHECK(paused.paused_bots == 1);
        CHECK(paused.paused_tenant == kAcme.str());
        CHECK(paused.late_bots == 0);

        world.run("UPDATE outbox SET state = 'unknown', done_at = " +
                  std::to_string(world.clock.now().time_since_epoch().count()));
        CHECK(troubles(world).old_unknown == 0);
        world.clock.advance(desk::Service::kUndecided + 1s);
        CHECK(troubles(world).old_unknown == 1);
    });
}
