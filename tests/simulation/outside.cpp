#include "outside.hpp"

#include <algorithm>

#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "net/http_client.hpp"

namespace promo::simulation {
namespace {

namespace vendor = sandbox::telegram;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kAddress = "https://promo.example/api/telegram/";
constexpr std::string_view kSecret = "the-secret-of-all-webhooks";  // allow-secret: made up
constexpr double kDoneDespiteServerError = 0.35;
constexpr double kDoneDespiteSilence = 0.6;
constexpr int kPeopleOfATenant = 12;
constexpr int kTenants = 3;
constexpr int kChancesOfAGate = 25;

struct SetWebhook {
    std::string url;
    std::string secret_token;
    std::vector<std::string> allowed_updates;
};
BOOST_DESCRIBE_STRUCT(SetWebhook, (), (url, secret_token, allowed_updates))

struct UpdateNumber {
    std::int64_t update_id = 0;
};
BOOST_DESCRIBE_STRUCT(UpdateNumber, (), (update_id))

struct Parameters {
    std::optional<std::int64_t> retry_after;
};
BOOST_DESCRIBE_STRUCT(Parameters, (), (retry_after))

struct Refusal {
    std::int64_t error_code = 0;
    std::string description;
    std::optional<Parameters> parameters;
};
BOOST_DESCRIBE_STRUCT(Refusal, (), (error_code, description, parameters))

net::Reply answered(int status, std::string body) {
    net::Reply reply;
    reply.outcome = net::Outcome::answered;
    reply.status = status;
    reply.body = std::move(body);
    return reply;
}

net::Reply nothing(net::Outcome outcome, net::Problem problem) {
    net::Reply reply;
    reply.outcome = outcome;
    reply.problem = problem;
    return reply;
}

}  // namespace

// Passes on what the world wants to deliver.
class Outside::Mail final : public sandbox::Poster {
public:
    explicit Mail(Outside& outside) : outside_(outside) {}
    void post(sandbox::Delivery delivery, std::function<void(sandbox::DeliveryResult)> done) override {
        outside_.bring(delivery, std::move(done));
    }

private:
    Outside& outside_;
};

// What becomes of one request.
struct Outside::Plan {
    std::optional<FaultClass> fault;
    bool arrives = true;
    net::Reply reply = {};  // what is answered in any case, when `arrives` is false or the answer is lost
    milliseconds there{0};
    milliseconds back{0};
};

Outside::Outside(Events& events, Faults& faults, Checker& checker, Trace& trace, std::uint64_t seed)
    : events_(events),
      faults_(faults),
      checker_(checker),
      trace_(trace),
      clock_(events),
      entropy_(seed + 11),
      delays_(seed + 12),
      mail_(std::make_unique<Mail>(*this)),
      sandbox_({clock_, entropy_, *mail_, {}}) {
    sandbox_.on_wake([this] {
        if (next_step_ <= events_.now()) return;
        next_step_ = events_.now();
        events_.after(Duration(0), [this] { step(); });
    });
    for (int i = 0; i < kTenants; ++i) {
        const std::string id = "tenant" + std::to_string(i + 1);
        const auto bot = world().create_bot({id, id + "_bot"});
        tenants_.push_back({id, bot.id, bot.token, "bot-of-" + id, {}});
        checker_.add_bot(bot.id, id);
        set_webhook(tenants_.back());
        for (int person = 0; person < kPeopleOfATenant; ++person) {
            tenants_.back().people.push_back(world().create_person({"Person " + std::to_string(person)}).id);
        }
    }
}

Outside::~Outside() {
    sandbox_.on_wake([] {});
}

Tenant* Outside::tenant_of(std::int64_t bot) {
    const auto found = std::ranges::find(tenants_, bot, &Tenant::bot);
    return found == tenants_.end() ? nullptr : &*found;
}

Tenant* Outside::tenant_behind(std::string_view webhook_id) {
    const auto found = std::ranges::find(tenants_, webhook_id, &Tenant::webhook_id);
    return found == tenants_.end() ? nullptr : &*found;
}

void Outside::set_webhook(const Tenant& tenant) {
    vendor::RawArguments arguments;
    arguments.json = core::json::to_text(
        SetWebhook{std::string(kAddress) + tenant.webhook_id, std::string(kSecret), {"message", "my_chat_member"}});
    const auto answer = world().call(tenant.token, "setWebhook", std::move(arguments));
    if (answer.status != 200) throw std::logic_error("the sandbox takes no webhook: " + answer.body);
}

void Outside::renew_token(Tenant& tenant) {
    for (const auto& bot : world().overview().bots) {
        if (bot.id == tenant.bot) tenant.token = bot.token;
    }
    set_webhook(tenant);
    trace_.note("token renewed", -1, tenant.bot);
    checker_.disturbed();  // it is looked for every few seconds
}

void Outside::step() {
    next_step_ = Timestamp::max();
    const auto next = sandbox_.step();
    if (!next || *next >= next_step_) return;
    next_step_ = std::max(*next, events_.now() + milliseconds(1));
    events_.at(next_step_, {}, [this, at = next_step_] {
        if (at == next_step_) step();
    });
}

Outside::Plan Outside::plan_for(const telegram::Outgoing& outgoing) {
    Plan plan;
    plan.there = milliseconds(10 + static_cast<int>(delays_.unit() * 60));
    plan.back = milliseconds(10 + static_cast<int>(delays_.unit() * 60));
    for (const auto kind : {FaultClass::not_reached, FaultClass::too_many, FaultClass::server_error,
                            FaultClass::time_out, FaultClass::reset, FaultClass::garbage}) {
        if (!plan.fault && faults_.strikes(kind)) plan.fault = kind;
    }
    if (events_.now() < away_until_) plan.fault = FaultClass::not_reached;
    if (!plan.fault) return plan;
    checker_.disturbed();
    switch (*plan.fault) {
        case FaultClass::not_reached:
            plan.arrives = false;
            plan.reply = nothing(net::Outcome::not_sent, net::Problem::connect);
            break;
        case FaultClass::too_many: {
            const auto wait =
                std::chrono::ceil<seconds>(faults_.between(FaultClass::too_many, seconds(1), seconds(120)));
            plan.arrives = false;
            plan.reply =
                answered(429, R"({"ok":false,"error_code":429,"description":"Too Many Requests: retry after )" +
                                  std::to_string(wait.count()) + R"(","parameters":{"retry_after":)" +
                                  std::to_string(wait.count()) + "}}");
            break;
        }
        case FaultClass::server_error:
            plan.arrives = faults_.unit(FaultClass::server_error) < kDoneDespiteServerError;
            plan.reply = answered(502, "<html><body>502 Bad Gateway</body></html>");
            break;
        case FaultClass::time_out:
            plan.arrives = faults_.unit(FaultClass::time_out) < kDoneDespiteSilence;
            plan.back = outgoing.deadline - plan.there;
            plan.reply = nothing(net::Outcome::unknown, net::Problem::timeout);
            break;
        case FaultClass::reset:
            plan.arrives = faults_.unit(FaultClass::reset) < kDoneDespiteSilence;
            plan.reply = nothing(net::Outcome::unknown, net::Problem::broken);
            break;
        default:  // garbage: the answer itself, cut
            break;
    }
    return plan;
}

void Outside::send(const Checker::Circumstances& node, Owner owner, const telegram::Outgoing& outgoing,
                   std::function<void(telegram::Delivery)> answer) {
    const auto bot = telegram::bot_id_of(outgoing.token.reveal());
    const auto sent = checker_.on_send(node, bot, outgoing.method, outgoing.arguments);
    trace_.note("send", node.node, sent.chat, sent.key.empty() ? outgoing.method : sent.key);
    const auto plan = std::make_shared<Plan>(plan_for(outgoing));
    plan->back = std::min(plan->back + std::chrono::duration_cast<milliseconds>(delay_(sent)),
                          milliseconds(outgoing.deadline) - plan->there);
    if (plan->arrives) events_.after(plan->there, [=, this] { act(sent, outgoing, plan); });
    events_.at(events_.now() + plan->there + plan->back, owner, [=, this] {
        settle(sent, *plan);
        answer(telegram::delivery_of(outgoing.method, plan->reply));
    });
}

void Outside::act(const Sent& sent, const telegram::Outgoing& outgoing, const std::shared_ptr<Plan>& plan) {
    vendor::RawArguments arguments;
    arguments.json = outgoing.arguments;
    auto answer = world().call(outgoing.token.reveal(), outgoing.method, std::move(arguments));
    if (answer.status == 200) {
        checker_.on_arrival(sent, outgoing.arguments);
    } else {
        trace_.note("refused", sent.node, answer.status, sent.key);
    }
    if (!plan->fault) plan->reply = answered(answer.status, std::move(answer.body));
    if (plan->fault == FaultClass::garbage) plan->reply = answered(200, answer.body.substr(0, answer.body.size() / 2));
}

// Somebody hears the answer.
void Outside::settle(const Sent& sent, const Plan& plan) {
    const bool silent = plan.reply.outcome == net::Outcome::unknown;
    checker_.on_answer(sent, silent || plan.fault == FaultClass::server_error || plan.fault == FaultClass::garbage);
    trace_.note("answer", sent.node, plan.reply.status, sent.key);
    if (plan.reply.status == 429) {
        const auto refusal = core::json::try_parse<Refusal>(plan.reply.body);
        const auto wait = refusal && refusal.value->parameters ? refusal.value->parameters->retry_after.value_or(1) : 1;
        checker_.on_pace_refused(sent, seconds(wait), plan.fault.has_value());
    }
    if (plan.reply.status == 403) checker_.on_blocked(sent);
    // Most of all when there is something to be remembered.
    const int chances = plan.reply.status == 429 ? kChancesOfAGate : 1;
    for (int chance = 0; chance < chances; ++chance) {
        if (!faults_.strikes(FaultClass::crash_after_answer)) continue;
        const auto wait = faults_.between(FaultClass::crash_after_answer, milliseconds(1), seconds(10));
        return events_.after(wait, [this, node = sent.node] { fatal_(node); });
    }
}

void Outside::go_away(Duration for_time) {
    away_until_ = std::max(away_until_, events_.now() + for_time);
    trace_.note("Telegram away", -1, for_time.count());
    checker_.disturbed();
    events_.after(for_time, [this] { checker_.disturbed(); });
}

void Outside::bring(const sandbox::Delivery& delivery, std::function<void(sandbox::DeliveryResult)> done) {
    const auto webhook_id = delivery.url.substr(kAddress.size());
    const auto take_in = [this, webhook_id, body = delivery.body] {
        const int status = take_in_(webhook_id, kSecret, body);
        const auto number = core::json::parse<UpdateNumber>(body).update_id;
        trace_.note("webhook", -1, number, std::to_string(status));
        if (status == 200) checker_.on_update(tenant_behind(webhook_id)->bot, number);
        return status;
    };
    auto wait = milliseconds(5 + static_cast<int>(delays_.unit() * 40));
    if (faults_.strikes(FaultClass::webhook_late)) {
        wait += std::chrono::duration_cast<milliseconds>(
            faults_.between(FaultClass::webhook_late, seconds(1), seconds(29)));
    }
    if (faults_.strikes(FaultClass::webhook_twice)) {
        events_.after(faults_.between(FaultClass::webhook_twice, milliseconds(1), seconds(3600)), take_in);
    }
    events_.after(wait, [=] {
        sandbox::DeliveryResult result;
        result.status = take_in();
        if (result.status == 0) result.error = "Connection refused";
        done(result);
    });
}

}  // namespace promo::simulation
