#include "db/postgres/listener.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <system_error>

#include "core/log.hpp"
#include "db/postgres/wire.hpp"

namespace promo::db::postgres {
namespace {

constexpr auto kPauseBetweenTries = std::chrono::seconds(1);

class PostgresListener final : public Listener {
public:
    PostgresListener(const Target& target, const Deadlines& deadlines, std::vector<std::string> channels)
        : target_(target),
          deadlines_(deadlines),
          channels_(std::move(channels)),
          wakeup_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        if (wakeup_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    }
    ~PostgresListener() override { ::close(wakeup_); }

    std::optional<Notification> wait(std::chrono::steady_clock::duration timeout) override {
        const auto until = TimePoint::clock::now() + timeout;
        for (;;) {
            if (auto next = take()) return next;
            if (!wire_ && TimePoint::clock::now() >= next_try_ && connect()) return Notification{};
            const bool last_look = TimePoint::clock::now() >= until;
            const auto pause = wire_ ? until : std::min(until, next_try_);
            const bool woken = sleep_until(pause);
            receive();
            if (woken || last_look) return take();
        }
    }

    void wake() override {
        const std::uint64_t one = 1;
        const auto written = ::write(wakeup_, &one, sizeof one);
        static_cast<void>(written);  // fails only when the counter is full, and then it is awake already
    }

private:
    std::optional<Notification> take() {
        if (arrived_.empty()) return std::nullopt;
        auto next = std::move(arrived_.front());
        arrived_.pop_front();
        return next;
    }

    bool connect() {
        next_try_ = TimePoint::clock::now() + kPauseBetweenTries;
        try {
            auto wire = std::make_unique<Wire>(target_, TimePoint::clock::now() + deadlines_.connect);
            std::string listen;
            for (const auto& channel : channels_)
                listen += "LISTEN " + wire->identifier(channel) + ";";
            wire->query(listen, TimePoint::clock::now() + deadlines_.statement);
            wire_ = std::move(wire);
            return true;
        } catch (const Error& error) {
            core::log::debug("db.listen_failed", {{"problem", error.what()}});
            return false;
        }
    }

    void receive() {
        if (!wire_) return;
        try {
            for (auto& each : wire_->notifications())
                arrived_.push_back(std::move(each));
        } catch (const Error& error) {
            core::log::warn("db.listen_lost", {{"problem", error.what()}});
            wire_.reset();
        }
    }

    // True when woken.
    bool sleep_until(TimePoint until) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - TimePoint::clock::now()).count();
        pollfd entries[] = {{wakeup_, POLLIN, 0}, {wire_ ? wire_->socket() : -1, POLLIN, 0}};
        ::poll(entries, 2, static_cast<int>(std::clamp<long long>(left, 0, 60'000)));
        std::uint64_t count = 0;
        return ::read(wakeup_, &count, sizeof count) == sizeof count;
    }

    const Target target_;
    const Deadlines deadlines_;
    const std::vector<std::string> channels_;
    const int wakeup_;
    std::unique_ptr<Wire> wire_;
    TimePoint next_try_{};
    std::deque<Notification> arrived_;
};

}  // namespace

std::unique_ptr<Listener> make_listener(const Target& target, const Deadlines& deadlines,
                                        std::vector<std::string> channels) {
    return std::make_unique<PostgresListener>(target, deadlines, std::move(channels));
}

}  // namespace promo::db::postgres
