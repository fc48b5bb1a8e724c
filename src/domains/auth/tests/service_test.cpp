#include "domains/auth/service.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "support/databases.hpp"

using namespace promo;
using namespace std::chrono_literals;

namespace {

const core::Timestamp kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

struct World {
    explicit World(db::Database& opened) : database(opened) {}

    // What another process of the same installation has.
    auth::Service service(const std::string& password = "correct horse") {
        return auth::Service(database, clock, entropy,
                             {.session_secrets = {core::Secret("seal")}, .admin_password = core::Secret(password)});
    }

    db::Database& database;
    core::ManualClock clock{kNow};
    core::SeededEntropy entropy{1};
};

core::RefusalCode refusal(const std::function<void()>& act) {
    try {
        act();
    } catch (const core::Refusal& refusal) {
        return refusal.code();
    }
    FAIL("nothing was refused");
    return {};
}

}  // namespace

TEST_CASE("the right password opens a session that signing out ends") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        auto service = world.service();
        const auto sealed = service.sign_in("correct horse", "10.0.0.1");
        REQUIRE(service.session(sealed).has_value());
        CHECK(service.session(sealed)->subject == "admin");

        service.sign_out(sealed);
        CHECK_FALSE(service.session(sealed).has_value());
    });
}

TEST_CASE("signing out counts in other processes once they have looked") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        auto here = world.service();
        auto there = world.service();
        const auto ended = here.sign_in("correct horse", "10.0.0.1");
        const auto kept = here.sign_in("correct horse", "10.0.0.1");
        here.sign_out(ended);
        there.refresh();
        CHECK_FALSE(there.session(ended).has_value());
        CHECK(there.session(kept).has_value());
    });
}

TEST_CASE("ended sessions are forgotten when they would be over anyway, not before") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        auto service = world.service();
        const auto sealed = service.sign_in("correct horse", "10.0.0.1");
        service.sign_out(sealed);

        world.clock.advance(24h - 1us);
        service.forget_expired();
        auto late = world.service();
        late.refresh();
        CHECK_FALSE(late.session(sealed).has_value());

        world.clock.advance(1us);
        service.forget_expired();
        world.clock.set(kNow);
        auto later = world.service();
        later.refresh();
        CHECK(later.session(sealed).has_value());  // its row is gone; only its own end keeps it out from now on
    });
}

TEST_CASE("a wrong password is refused, the sixth without looking at it") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        auto service = world.service();
        const auto guess = [&](std::string_view password) {
            return refusal([&] { std::ignore = service.sign_in(password, "10.0.0.1"); });
        };
        for (int i = 0; i < 5; ++i)
            CHECK(guess("battery staple") == core::RefusalCode::unauthorized);
        CHECK(guess("correct horse") == core::RefusalCode::rate_limited);
        world.clock.advance(15min);
        CHECK_FALSE(service.sign_in("correct horse", "10.0.0.1").empty());
    });
}

TEST_CASE("without a password nobody signs in with one, not even an empty one") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        auto service = world.service("");
        CHECK_FALSE(service.password_sign_in());
        CHECK(refusal([&] { std::ignore = service.sign_in("", "10.0.0.1"); }) == core::RefusalCode::not_configured);
    });
}
