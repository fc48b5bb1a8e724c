#include "app/outbox_loop.hpp"

#include <tuple>
#include <utility>

#include "app/outbox_events.hpp"
#include "core/log.hpp"
#include "integrations/telegram/sending/api.hpp"

namespace promo::app {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kMostTogether = 1000;
constexpr std::chrono::milliseconds kWindUp{50};  // between two looks while what is on its way ends

messaging::outbox::Surroundings surroundings(const Ground& ground, Domains& domains, FileMakers& files,
                                             std::function<void()> wake) {
    auto perform = [&client = ground.client](net::Request request, std::function<void(net::Reply)> done) {
        client.submit(std::move(request), std::move(done));
    };
    return {
        .token = [&domains](const core::TenantId& tenant,
                            std::int64_t bot) { return domains.connections.token_of(tenant, bot); },
        .make_file =
            [&files](const core::TenantId& tenant, const messaging::File& file,
                     std::function<void(messaging::outbox::MadeFile)> done) {
                files.make(tenant, file, std::move(done));
            },
        .send = domains.telegram_gateway.noting(telegram::sender(perform, ground.config.telegram_api_base_url)),
        .hold = [&domains](std::int64_t bot,
                           std::chrono::milliseconds wait) { domains.telegram_gateway.hold(bot, wait); },
        .on_ended = on_ended(domains),
        .on_moved = on_moved(domains),
        .on_token_refused = on_token_refused(domains),
        .wake = std::move(wake),
    };
}

messaging::outbox::DispatcherOptions options(std::string node, bool alone) {
    messaging::outbox::DispatcherOptions options;
    options.node = std::move(node);
    options.alone = alone;
    return options;
}

}  // namespace

OutboxLoop::OutboxLoop(const Ground& ground, Domains& domains, FileMakers& files, std::string node, bool alone)
    : database_(ground.database),
      clock_(ground.clock),
      dispatcher_(ground.database, ground.clock, ground.entropy, ground.metrics,
                  surroundings(ground, domains, files, [this] { wake(); }), options(std::move(node), alone)) {}

OutboxLoop::~OutboxLoop() {
    std::ignore = stop({});
}

void OutboxLoop::start() {
    finished_ = false;
    listener_ = database_.listen({std::string(messaging::outbox::kWakeChannel)});
    thread_ = std::thread([this] { run(); });
}

bool OutboxLoop::stop(Steady::duration grace) {
    if (!thread_.joinable()) return finished_;
    deadline_ = Steady::now() + grace;
    stopping_ = true;
    listener_->wake();
    thread_.join();
    if (!finished_) core::log::warn("outbox.still_on_its_way");
    return finished_;
}

void OutboxLoop::wake() {
    if (listener_) listener_->wake();
}

// What was notified together is looked at together.
void OutboxLoop::wait(core::Duration time) {
    auto heard = listener_->wait(clock_.real(time));
    for (int more = 0; heard && more < kMostTogether; ++more)
        heard = listener_->wait({});
}

void OutboxLoop::run() {
    while (!stopping_)
        wait(dispatcher_.step());
    while (!(finished_ = dispatcher_.wind_up()) && Steady::now() < deadline_.load())
        wait(kWindUp);
}

}  // namespace promo::app
