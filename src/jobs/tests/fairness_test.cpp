#include <doctest/doctest.h>

#include <set>

#include "world.hpp"

using namespace promo;
using namespace promo::jobs;

namespace {

void enqueue_many(World& world, const core::TenantId& tenant, int count, std::optional<core::Timestamp> run_at = {},
                  const std::string& kind = "post") {
    world.system([&](db::Tx& tx) {
        std::vector<NewJob> jobs(static_cast<std::size_t>(count),
                                 NewJob{.tenant = tenant, .kind = kind, .run_at = run_at});
        world.queue.enqueue_all(tx, jobs, world.clock.now());
    });
}

}  // namespace

TEST_CASE("a tenant with one job is served before the second job of a tenant with very many") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        enqueue_many(world, kAnna, 500);
        world.clock.advance(1min);
        enqueue_many(world, kBob, 1);
        CHECK(tenants_of(world.claim(2)) == std::vector<std::string>{"anna", "bob"});
        CHECK(tenants_of(world.claim(3)) == std::vector<std::string>{"anna", "anna", "anna"});
    });
}

TEST_CASE("with more tenants than a claim can hold, every tenant has its turn before anyone has a second") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        std::set<std::string> all;
        for (int i = 0; i < 23; ++i) {
            const core::TenantId tenant("t" + std::to_string(100 + i));
            all.insert(tenant.str());
            enqueue_many(world, tenant, 5);
        }
        std::set<std::string> served;
        std::size_t claims = 0;
        for (; served.size() < all.size() && claims < 10; ++claims) {
            for (const auto& tenant : tenants_of(world.claim(5)))
                served.insert(tenant);
        }
        CHECK(served == all);
        CHECK(claims == 5);
    });
}

TEST_CASE("a claim is filled from the tenants that have work, however few") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        enqueue_many(world, kAnna, 100);
        enqueue_many(world, kBob, 3);
        const auto tenants = tenants_of(world.claim(20));
        CHECK(tenants.size() == 20);
        CHECK(std::count(tenants.begin(), tenants.end(), "bob") == 3);
        CHECK(tenants[1] == "bob");
        CHECK(tenants[3] == "bob");
        CHECK(tenants[5] == "bob");
    });
}

TEST_CASE("a tenant and a kind get no more than the room they are given") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        enqueue_many(world, kAnna, 50);
        enqueue_many(world, kBob, 50);
        enqueue_many(world, kBob, 50, {}, "tidy");
        ClaimRequest request{.owner = "w1", .kinds = {{"post"}, {"tidy"}}, .limit = 20};
        request.tenants = {{kAnna, 0}, {kBob, 2}};
        CHECK(tenants_of(world.claim(request)) == std::vector<std::string>{"bob", "bob"});
        request.tenants = {};
        request.per_tenant = 3;
        CHECK(world.claim(request).size() == 6);
        request.per_tenant = 20;
        request.kinds = {{"post"}, {"tidy", 1min, 4}};
        const auto jobs = world.claim(request);
        CHECK(jobs.size() == 20);
        CHECK(std::count_if(jobs.begin(), jobs.end(), [](const auto& job) { return job.kind == "tidy"; }) <= 4);
    });
}

TEST_CASE("jobs of a kind that nobody here runs do not stand in the way") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        enqueue_many(world, kAnna, 500, {}, "from the future");
        enqueue_many(world, kAnna, 1);
        CHECK(world.claim(5).size() == 1);
        CHECK(world.claim(5).empty());
    });
}

TEST_CASE("when very many jobs of one tenant become due together, another's due one is served at once") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        const auto due = world.clock.now() + 1h;
        for (int i = 0; i < 3; ++i)
            enqueue_many(world, kAnna, 300, due);
        enqueue_many(world, kBob, 1, due + 1s);
        world.clock.set(due + 1s);
        const auto tenants = tenants_of(world.claim(2));
        CHECK(tenants == std::vector<std::string>{"anna", "bob"});
    });
}

TEST_CASE("the platform's own jobs have their turn like those of a tenant") {
    for_each_database([](FreshDatabase& fresh) {
        World world(fresh);
        enqueue_many(world, kAnna, 10);
        enqueue_many(world, core::TenantId(), 10);
        CHECK(tenants_of(world.claim(4)) == std::vector<std::string>{"", "anna", "", "anna"});
    });
}
