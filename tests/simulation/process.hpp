#pragma once

#include <string>

#include "core/entropy.hpp"
#include "core/metrics.hpp"
#include "darkroom/darkroom.hpp"
#include "domains/audit/service.hpp"
#include "domains/bot_users/service.hpp"
#include "domains/broadcasts/jobs.hpp"
#include "domains/broadcasts/service.hpp"
#include "domains/messaging/jobs.hpp"
#include "domains/messaging/outbox/dispatcher.hpp"
#include "domains/messaging/outbox/service.hpp"
#include "domains/messaging/service.hpp"
#include "domains/templates/service.hpp"
#include "domains/tenants/service.hpp"
#include "domains/uploads/service.hpp"
#include "jobs/leader.hpp"
#include "jobs/scheduler.hpp"
#include "jobs/worker.hpp"
#include "no_objects.hpp"
#include "node.hpp"

namespace promo::simulation {

// What dies with a process: the program's own objects, as app/domains.cpp puts them together.
struct Node::Process {
    struct Outward {
        std::function<void(const telegram::Outgoing&, std::function<void(telegram::Delivery)>)> send;
        std::function<void()> wake;
    };
    Process(Surroundings& around, Interference& interference, MachineClock& clock, std::string name, std::uint64_t seed,
            Outward outward);

    std::vector<jobs::Kind> kinds();
    messaging::UpdateHandlers handlers();
    messaging::Effect answer(const messaging::Update& update);
    messaging::outbox::Surroundings surroundings(Outward outward);
    void reap();

    Surroundings& around;
    MachineClock& clock;
    const std::string name;
    core::Metrics metrics;
    core::SeededEntropy entropy;
    NodeDatabase database;
    jobs::Queue queue;
    bot_users::Service people;
    messaging::outbox::Service outbox;
    messaging::Service inbox;
    audit::Service audit;
    tenants::Service tenants;
    NoObjects objects;
    darkroom::Darkroom darkroom;
    uploads::Service uploads;
    templates::Service templates;
    broadcasts::feeding::Service feeding;
    broadcasts::Service broadcasts;
    jobs::Worker worker;
    jobs::Leader leader;
    jobs::Scheduler scheduler;
    messaging::outbox::Dispatcher dispatcher;
};

}  // namespace promo::simulation
