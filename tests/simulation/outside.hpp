#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "checker.hpp"
#include "core/entropy.hpp"
#include "events.hpp"
#include "faults.hpp"
#include "integrations/telegram/sending/api.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/telegram/world.hpp"
#include "trace.hpp"

namespace promo::simulation {

// A bot of a tenant, with the people who talk to it.
struct Tenant {
    std::string id;
    std::int64_t bot = 0;
    std::string token;       // what the tenant has told us; Telegram may have taken it back
    std::string webhook_id;  // what the webhook's address ends in
    std::vector<std::int64_t> people;
};

// Telegram and the way there: the sandbox's world behind a network that delays, loses and repeats.
class Outside {
public:
    Outside(Events& events, Faults& faults, Checker& checker, Trace& trace, std::uint64_t seed);
    ~Outside();

    sandbox::telegram::World& world() { return sandbox_.telegram(); }
    std::vector<Tenant>& tenants() { return tenants_; }
    Tenant* tenant_of(std::int64_t bot);
    Tenant* tenant_behind(std::string_view webhook_id);
    // A new token where Telegram gives one, and the webhook that it has forgotten.
    void renew_token(Tenant& tenant);

    // As SendLater: `answer` is called once, later, if `owner` is still alive then.
    void send(const Checker::Circumstances& node, Owner owner, const telegram::Outgoing& outgoing,
              std::function<void(telegram::Delivery)> answer);

    // Who takes a webhook in, and with which status it is answered; 0: nobody is there.
    using TakeIn = std::function<int(std::string_view webhook_id, std::string_view secret, const std::string& body)>;
    void on_webhook(TakeIn take_in) { take_in_ = std::move(take_in); }
    void step();

    // How much longer a request takes than usual.
    void on_request(std::function<Duration(const Sent&)> delay) { delay_ = std::move(delay); }

    // Nobody gets through to it; what it has to say still comes.
    void go_away(Duration for_time);
    // A node has heard an answer, and should die of something else.
    void on_fatal_answer(std::function<void(int node)> fatal) { fatal_ = std::move(fatal); }

private:
    class Mail;
    struct Plan;
    Plan plan_for(const telegram::Outgoing& outgoing);
    void act(const Sent& sent, const telegram::Outgoing& outgoing, const std::shared_ptr<Plan>& plan);
    void settle(const Sent& sent, const Plan& plan);
    void bring(const sandbox::Delivery& delivery, std::function<void(sandbox::DeliveryResult)> done);
    void set_webhook(const Tenant& tenant);

    Events& events_;
    Faults& faults_;
    Checker& checker_;
    Trace& trace_;
    TrueClock clock_;
    core::SeededEntropy entropy_;
    core::SeededEntropy delays_;
    std::unique_ptr<Mail> mail_;
    sandbox::Sandbox sandbox_;
    std::vector<Tenant> tenants_;
    TakeIn take_in_;
    std::function<void(int)> fatal_;
    std::function<Duration(const Sent&)> delay_;
    Timestamp away_until_{};
    Timestamp next_step_ = Timestamp::max();
};

}  // namespace promo::simulation
