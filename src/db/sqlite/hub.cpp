#include "db/sqlite/hub.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>

namespace promo::db::sqlite {
namespace {

constexpr std::size_t kMaxQueued = 1024;

}  // namespace

class HubListener final : public Listener {
public:
    HubListener(Hub& hub, std::vector<std::string> channels) : hub_(hub), channels_(std::move(channels)) {}

    ~HubListener() override {
        const std::lock_guard lock(hub_.mutex_);
        std::erase(hub_.listeners_, this);
    }

    std::optional<Notification> wait(std::chrono::steady_clock::duration timeout) override {
        std::unique_lock lock(mutex_);
        changed_.wait_until(lock, std::chrono::steady_clock::now() + timeout,
                            [&] { return woken_ || !queue_.empty(); });
        woken_ = false;
        if (queue_.empty()) return std::nullopt;
        auto next = std::move(queue_.front());
        queue_.pop_front();
        return next;
    }

    void wake() override {
        const std::lock_guard lock(mutex_);
        woken_ = true;
        changed_.notify_one();
    }

    void deliver(const Notification& notification) {
        if (std::find(channels_.begin(), channels_.end(), notification.channel) == channels_.end()) return;
        const std::lock_guard lock(mutex_);
        // A reader that is this far behind learns as much from "look at everything".
        if (queue_.size() == kMaxQueued) queue_.assign(1, Notification{});
        queue_.push_back(notification);
        changed_.notify_one();
    }

private:
    Hub& hub_;
    const std::vector<std::string> channels_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Notification> queue_;
    bool woken_ = false;
};

std::unique_ptr<Listener> Hub::listen(std::vector<std::string> channels) {
    auto listener = std::make_unique<HubListener>(*this, std::move(channels));
    const std::lock_guard lock(mutex_);
    listeners_.push_back(listener.get());
    return listener;
}

void Hub::publish(const std::vector<Notification>& notifications) {
    const std::lock_guard lock(mutex_);
    for (auto* listener : listeners_) {
        for (const auto& notification : notifications)
            listener->deliver(notification);
    }
}

}  // namespace promo::db::sqlite
