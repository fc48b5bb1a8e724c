#include <doctest/doctest.h>

#include "out_node.hpp"

using namespace promo;
using namespace promo::messaging;
using namespace promo::messaging::outbox;

namespace {

// A database whose answers get lost. What it is asked for happens, unless it is away.
class UncertainDatabase : public db::Database {
public:
    explicit UncertainDatabase(db::Database& real) : real_(real) {}

    db::Engine engine() const override { return real_.engine(); }
    std::unique_ptr<db::Listener> listen(std::vector<std::string> channels) override {
        return real_.listen(std::move(channels));
    }

    bool is_away = false;
    int commits = 0;
    int lost_answer = -1;  // to this commit

protected:
    void perform(const Scope& scope, const std::function<void(db::Tx&)>& work) override {
        if (is_away) throw db::Error(db::Failure::unreachable, "this test took the database away");
        real_.transact_as_system(scope.why, work);
        if (commits++ == lost_answer) throw db::Error(db::Failure::commit_unknown, "this test lost the answer");
    }

private:
    db::Database& real_;
};

}  // namespace

TEST_CASE("whichever commit's answer is lost, a message is sent once, noted and told once") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        constexpr int kCommits = 6;
        for (int lost = 0; lost < kCommits; ++lost) {
            CAPTURE(lost);
            const auto key = "m" + std::to_string(lost);
            UncertainDatabase database(world.database);
            database.lost_answer = lost;
            Node node(world, "node" + std::to_string(lost), &database);
            world.put(to(5 + lost, key, Kind::broadcast));
            int left = 0;
            for (int turn = 0; turn < 20; ++turn) {
                world.clock.advance(std::clamp<core::Duration>(node.step(), 1ms, 1s));
                for (; !node.sent.empty(); ++left)
                    node.answer(arrived());
            }
            CHECK(left == 1);
            CHECK(node.ended.size() == 1);
            CHECK(world.row(key).state == State::sent);
            CHECK(world.row(key).tries == 1);
            CHECK(database.commits > kCommits);
            while (!node.dispatcher->wind_up()) {
            }
        }
    });
}

TEST_CASE("what became of a message is kept while the database is away for a moment") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        UncertainDatabase database(world.database);
        Node node(world, "node", &database);
        world.put(to(5, "a", Kind::broadcast));
        node.work();
        database.is_away = true;
        node.answer(arrived(42));
        node.pass(15s);
        CHECK(world.row("a").state == State::sending);
        database.is_away = false;
        node.pass(2s);
        CHECK(world.row("a").state == State::sent);
        CHECK(world.row("a").message_id == 42);
    });
}

TEST_CASE("when the database is away for longer, nobody can say what became of what was on its way") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        OutWorld world(fresh);
        UncertainDatabase database(world.database);
        Node node(world, "node", &database);
        world.put(to(5, "a", Kind::broadcast));
        node.work();
        database.is_away = true;
        node.answer(arrived(42));
        node.pass(node.options.ack_window + 5s);
        database.is_away = false;
        node.pass(2s);
        CHECK(world.row("a").state == State::sending);
        node.pass(node.options.lease);
        CHECK(world.row("a").state == State::unknown);
        CHECK(node.sent.empty());
    });
}
