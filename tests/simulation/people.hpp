#pragma once

#include "core/entropy.hpp"
#include "node.hpp"

namespace promo::simulation {

// Who makes things happen: people who write to bots, and the tenants' administrators.
class People {
public:
    using SomeNode = std::function<Node*()>;
    People(Surroundings& around, std::uint64_t seed, SomeNode some_node);

    void live();  // from now on
    void rest();  // from now on nobody says anything, and what stands still goes on
    void block_or_come_back();
    void operate();  // an administrator pauses, resumes or cancels a broadcast

private:
    void write();
    void block_or_come_back(Tenant& tenant, std::int64_t person);
    void announce();  // a broadcast to all that somebody has talked to
    void resume_all();
    struct Open;
    std::vector<Open> open_broadcasts();
    // In some node; false when it was not to be had, or refused.
    bool ask(const std::function<void(Node::Process&)>& what);
    void repeatedly(double in_an_hour, const std::function<void()>& what);
    std::pair<Tenant*, std::int64_t> somebody(core::Entropy& dice);
    Duration until_next(double in_an_hour);

    Surroundings& around_;
    const SomeNode some_node_;
    core::SeededEntropy dice_;
    std::set<std::pair<std::int64_t, std::int64_t>> blocking_;
    bool resting_ = false;
};

}  // namespace promo::simulation
