#include "out_node.hpp"

#include <doctest/doctest.h>

namespace promo::messaging::outbox {

Node::Node(OutWorld& the_world, std::string name, db::Database* the_database, bool alone)
    : world(the_world), database(the_database != nullptr ? *the_database : the_world.database) {
    options.node = std::move(name);
    options.alone = alone;
    dispatcher = make(options);
}

std::unique_ptr<Dispatcher> Node::make(DispatcherOptions with) {
    Surroundings surroundings;
    surroundings.token = [this](const core::TenantId& tenant, std::int64_t) -> std::optional<core::Secret> {
        if (token.empty() || (of_tenant && tenant != *of_tenant)) return std::nullopt;
        return core::Secret(token);
    };
    surroundings.make_file = [this](const core::TenantId&, const File& file, std::function<void(MadeFile)> done) {
        if (makes_files)
            done({.bytes = std::make_shared<const std::string>("bytes of " + file.recipe)});
        else
            files.push_back(std::move(done));
    };
    surroundings.send = [this](telegram::Outgoing outgoing, std::function<void(telegram::Delivery)> answer) {
        sent.push_back({std::move(outgoing), std::move(answer), world.clock.now()});
    };
    surroundings.on_ended = [this](db::Tx&, std::span<const Ended> all) {
        ended.insert(ended.end(), all.begin(), all.end());
    };
    surroundings.on_moved = [this](db::Tx&, const Moved& one) { moved.push_back(one); };
    surroundings.on_token_refused = [this](db::Tx&, const core::TenantId&, std::int64_t) { ++tokens_refused; };
    // Both clocks go alike while it is awake, and the steady one has run for a while.
    auto steady = [this] {
        return std::chrono::steady_clock::time_point(world.clock.now().time_since_epoch() - slept);
    };
    return std::make_unique<Dispatcher>(database, world.clock, world.entropy, metrics, std::move(surroundings),
                                        std::move(with), steady);
}

void Node::work() {
    for (int i = 0; i < 200; ++i) {
        if (step() > core::Duration::zero()) return;
    }
    FAIL("it is never done");
}

void Node::pass(core::Duration time) {
    const auto until = world.clock.now() + time;
    for (int i = 0; i < 100'000 && world.clock.now() < until; ++i) {
        const auto wait = std::max<core::Duration>(step(), 1ms);
        world.clock.set(std::min(until, world.clock.now() + wait));
    }
    work();
}

Node::Sent Node::take() {
    REQUIRE(!sent.empty());
    auto first = std::move(sent.front());
    sent.pop_front();
    return first;
}

std::vector<std::string> Node::texts() const {
    std::vector<std::string> texts;
    for (const auto& each : sent) {
        const auto& arguments = each.outgoing.arguments;
        const auto at = arguments.find("\"text\":\"") + 8;
        texts.push_back(arguments.substr(at, arguments.find('"', at) - at));
    }
    return texts;
}

telegram::Delivery arrived(std::int64_t message_id) {
    telegram::Delivery delivery;
    delivery.fate = telegram::Fate::sent;
    delivery.message_id = message_id;
    delivery.status = 200;
    return delivery;
}

telegram::Delivery fate(telegram::Fate fate) {
    telegram::Delivery delivery;
    delivery.fate = fate;
    return delivery;
}

telegram::Delivery refused(telegram::Problem problem, const std::string& words) {
    auto delivery = fate(telegram::Fate::refused);
    delivery.fault = telegram::Fault{.problem = problem, .status = 400, .description = words, .retry_after = {}};
    delivery.status = 400;
    return delivery;
}

telegram::Delivery too_many(std::chrono::seconds wait) {
    auto delivery = fate(telegram::Fate::too_many);
    delivery.fault = telegram::Fault{telegram::Problem::rate_limited, 429, "Too Many Requests", wait};
    delivery.status = 429;
    return delivery;
}

}  // namespace promo::messaging::outbox
