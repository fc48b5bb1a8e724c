#include "app/change_listener.hpp"

#include <vector>

namespace promo::app {
namespace {

constexpr std::chrono::seconds kListenFor{30};

std::vector<std::string> channels_of(const std::map<std::string, ChangeListener::Hearer>& hearers) {
    std::vector<std::string> channels;
    for (const auto& [channel, hearer] : hearers)
        channels.push_back(channel);
    return channels;
}

}  // namespace

ChangeListener::ChangeListener(db::Database& database, std::map<std::string, Hearer> hearers)
    : database_(database), hearers_(std::move(hearers)) {}

ChangeListener::~ChangeListener() {
    stop();
}

void ChangeListener::start() {
    listener_ = database_.listen(channels_of(hearers_));
    thread_ = std::thread([this] { listen(); });
}

void ChangeListener::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    listener_->wake();
    thread_.join();
}

void ChangeListener::listen() {
    while (!stopping_) {
        const auto heard = listener_->wait(kListenFor);
        if (!heard) continue;
        if (const auto hearer = hearers_.find(heard->channel); hearer != hearers_.end()) {
            hearer->second.changed(heard->payload);
        } else {
            for (const auto& [channel, each] : hearers_)
                each.missed();
        }
    }
}

}  // namespace promo::app
