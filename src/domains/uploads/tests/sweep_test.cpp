#include <doctest/doctest.h>

#include "core/error.hpp"
#include "support/refused.hpp"
#include "uploads_on.hpp"

using namespace promo;
using tests::UploadsOn;
using uploads::Purpose;
using uploads::Service;

namespace {

constexpr std::chrono::seconds kMoment{1};

void keep(UploadsOn& on, const std::string& id) {
    on.database.transact(on.acme, [&](db::Tx& tx) {
        std::ignore = on.service.keep(tx, on.acme, id, Purpose::overlay, "image", on.clock.now());
    });
}

}  // namespace

TEST_CASE("a picture that nothing shows is removed after a day, and one that is shown stays") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto shown = on.service.store(on.acme, tests::frame(1), Purpose::overlay);
        const auto unused = on.service.store(on.acme, tests::frame(2), Purpose::overlay);
        on.shown = {shown.id};
        on.clock.advance(Service::kUnusedFor);
        CHECK(on.service.sweep() == 0);
        on.clock.advance(kMoment);
        CHECK(on.service.sweep() == 1);
        CHECK(on.service.find(on.acme, shown.id));
        CHECK_FALSE(on.service.find(on.acme, unused.id));
        CHECK(on.keys().size() == 2);
        CHECK(on.service.sweep() == 0);
    });
}

TEST_CASE("a picture that was kept or uploaded again lives on for a day") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto kept = on.service.store(on.acme, tests::frame(1), Purpose::overlay);
        on.service.store(on.acme, tests::frame(2), Purpose::overlay);
        on.clock.advance(Service::kUnusedFor);
        keep(on, kept.id);
        on.service.store(on.acme, tests::frame(2), Purpose::overlay);
        on.clock.advance(kMoment);
        CHECK(on.service.sweep() == 0);
        on.clock.advance(Service::kUnusedFor);
        CHECK(on.service.sweep() == 2);
        CHECK(on.keys().empty());
        CHECK(on.rows() == 0);
    });
}

TEST_CASE("what a process left that died while it stored or removed goes, and until then nobody may show it") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const std::string stored_half(32, 'a');
        const std::string removed_half(32, 'b');
        on.leave_half(stored_half, "storing");
        on.leave_half(removed_half, "removing");
        for (const auto& id : {stored_half, removed_half}) {
            CHECK_FALSE(on.service.find(on.acme, id));
            CHECK(tests::refused([&] { keep(on, id); }).code() == core::RefusalCode::invalid);
        }
        CHECK(on.service.sweep() == 0);
        on.clock.advance(Service::kAbandonedAfter + kMoment);
        CHECK(on.service.sweep() == 2);
        CHECK(on.keys().empty());
        CHECK(on.rows() == 0);
    });
}

TEST_CASE("a picture that is being removed can be stored again when whoever removes it is surely gone") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        const auto id = on.service.store(on.bolt, tests::photo(), Purpose::background).id;
        on.leave_half(id, "removing");
        CHECK(tests::refused([&] { on.service.store(on.acme, tests::photo(), Purpose::background); }).code() ==
              core::RefusalCode::unavailable);
        on.clock.advance(Service::kAbandonedAfter + kMoment);
        CHECK(on.service.store(on.acme, tests::photo(), Purpose::background).id == id);
        CHECK(on.service.find(on.acme, id));
        CHECK(on.service.sweep() == 0);
    });
}

TEST_CASE("a sweep that meets a broken store is taken up again") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        on.service.store(on.acme, tests::frame(1), Purpose::overlay);
        on.service.store(on.bolt, tests::frame(2), Purpose::overlay);
        on.clock.advance(Service::kUnusedFor + kMoment);
        on.break_store();
        CHECK_THROWS_AS(on.service.sweep(), storage::StorageError);
        on.mend_store();
        on.clock.advance(Service::kAbandonedAfter + kMoment);
        CHECK(on.service.sweep() == 2);
        CHECK(on.keys().empty());
        CHECK(on.rows() == 0);
    });
}

TEST_CASE("shown pictures never keep the sweep from those behind them") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        UploadsOn on(fresh);
        constexpr db::Sql kShown{"test.shown", R"sql(
            INSERT INTO uploads (tenant_id, id, purpose, state, width, height, bytes, created_at, kept_at)
            VALUES ($1, $2, 'logo', 'stored', 1, 1, 1, 0, 0)
        )sql"};
        on.database.transact(on.acme, [&](db::Tx& tx) {
            for (int i = 0; i < Service::kMostSwept; ++i) {
                on.shown.push_back(std::to_string(i));
                tx.run(kShown, on.acme, on.shown.back());
            }
        });
        on.service.store(on.acme, tests::frame(), Purpose::overlay);
        on.clock.advance(Service::kUnusedFor + kMoment);
        CHECK(on.service.sweep() == 0);
        CHECK(on.service.sweep() == 1);
        CHECK(on.rows() == Service::kMostSwept);
    });
}
