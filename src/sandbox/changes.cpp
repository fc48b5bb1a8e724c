#include "sandbox/changes.hpp"

#include <algorithm>

namespace promo::sandbox {

void Changes::add_reader(std::shared_ptr<http::EventStream> stream) {
    std::shared_ptr<http::EventStream> oldest;
    {
        const std::lock_guard lock(mutex_);
        if (readers_.size() >= kMostReaders) {
            oldest = std::move(readers_.front());
            readers_.erase(readers_.begin());
        }
        readers_.push_back(std::move(stream));
    }
    if (oldest) oldest->close();
}

void Changes::on_wake(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
}

void Changes::publish(std::string_view event, std::string_view data) {
    const std::lock_guard lock(mutex_);
    std::erase_if(readers_, [&](const auto& reader) { return !reader->send(event, data); });
}

void Changes::wake() {
    std::function<void()> wake;
    {
        const std::lock_guard lock(mutex_);
        wake = wake_;
    }
    if (wake) wake();
}

void Changes::close() {
    const std::lock_guard lock(mutex_);
    for (const auto& reader : readers_)
        reader->close();
    readers_.clear();
}

}  // namespace promo::sandbox
