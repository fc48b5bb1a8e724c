#include "domains/auth/service.hpp"

#include <doctest/doctest.h>

#include "support/databases.hpp"
#include "support/refused.hpp"

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
    return tests::refused(act).code();
}

}  // namespace

TEST_CASE("the right password opens a session that signing out ends") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        auto service = world.service();
        const auto sealed = service.sign_in("correct horse", "10.0.0.1");
        REQUIRE(service.session(sealed).has_value());
        CHECK(service.session(sealed)->subject == auth::kPasswordAdmin.str());

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

TEST_CASE("guessing from one network locks out nobody else, and there the right password waits until the window ends") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        auto service = world.service();
        const auto from = [&](std::string_view address, std::string_view password) {
            return service.sign_in(password, address);
        };
        for (int i = 0; i < 5; ++i)
            CHECK(refusal([&] { from("2001:db8:1:2::" + std::to_string(i), "wrong"); }) ==
                  core::RefusalCode::unauthorized);
        CHECK(refusal([&] { from("2001:db8:1:2:ffff::9", "correct horse"); }) == core::RefusalCode::rate_limited);
        CHECK_FALSE(from("2001:db8:1:3::1", "correct horse").empty());
        CHECK_FALSE(from("10.0.0.1", "correct horse").empty());
        world.clock.advance(15min - 1us);
        CHECK(refusal([&] { from("2001:db8:1:2::1", "correct horse"); }) == core::RefusalCode::rate_limited);
        world.clock.advance(1us);
        CHECK_FALSE(from("2001:db8:1:2::1", "correct horse").empty());
    });
}

TEST_CASE("who signs out everywhere ends every session he has, in other processes too, and nobody else's") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        auto here = world.service();
        auto there = world.service();
        const core::UserId olivia("olivia");
        const auto phone = here.open(olivia);
        const auto laptop = there.open(olivia);
        const auto bobs = here.open(core::UserId("bob"));
        world.clock.advance(1s);
        here.sign_out_everywhere(olivia);
        CHECK_FALSE(here.session(phone).has_value());
        CHECK_FALSE(here.session(laptop).has_value());
        there.refresh();
        CHECK_FALSE(there.session(phone).has_value());
        CHECK_FALSE(there.session(laptop).has_value());
        CHECK(there.session(bobs).has_value());
        world.clock.advance(1us);
        CHECK(there.session(here.open(olivia)).has_value());
    });
}

TEST_CASE("that somebody signed out everywhere is remembered as long as a session from before could last") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        auto service = world.service();
        const core::UserId olivia("olivia");
        const auto sealed = service.open(olivia);
        service.sign_out_everywhere(olivia);
        world.clock.advance(24h - 1us);
        service.forget_expired();
        auto late = world.service();
        late.refresh();
        CHECK_FALSE(late.session(sealed).has_value());
        world.clock.advance(10s);
        service.forget_expired();
        world.clock.set(kNow);
        auto later = world.service();
        later.refresh();
        CHECK(later.session(sealed).has_value());  // its row is gone; only its own end keeps it out from now on
    });
}

TEST_CASE("a session of the password ends when password sign-in is switched off") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        const auto sealed = world.service().sign_in("correct horse", "10.0.0.1");
        CHECK(world.service().session(sealed).has_value());
        CHECK_FALSE(world.service("").session(sealed).has_value());
    });
}

TEST_CASE("a session that was sealed with the password is a forged one") {
    tests::on_sqlite([](tests::FreshDatabase& fresh) {
        World world(fresh.database());
        auto service = world.service();
        const auth::SessionSeal forger({core::Secret("correct horse")});
        const auto forged = forger.seal({"admin", kNow, kNow + auth::kSessionLife, "nonce"});
        CHECK_FALSE(service.session(forged).has_value());
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
