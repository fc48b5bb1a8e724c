#include "http/event_buffer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace promo::http {

std::string event_text(std::string_view event, std::string_view data) {
    std::string text;
    text.reserve(event.size() + data.size() + 24);
    if (!event.empty()) {
        text += "event: ";
        std::copy_if(event.begin(), event.end(), std::back_inserter(text),
                     [](char c) { return c != '\r' && c != '\n'; });
        text += '\n';
    }
    while (true) {
        const auto end = data.find_first_of("\r\n");
        text += "data: ";
        text += data.substr(0, end);
        text += '\n';
        if (end == std::string_view::npos) break;
        data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
    }
    text += '\n';
    return text;
}

EventBuffer::EventBuffer(std::string head, std::function<void()> wake)
    : pending_(std::move(head)), wake_(std::move(wake)) {}

bool EventBuffer::append(std::string_view text) {
    bool wake = false;
    bool accepted = false;
    {
        const std::scoped_lock lock(mutex_);
        if (closed_) return false;
        accepted = pending_.size() + in_flight_ + text.size() <= kMaxBuffered;
        if (accepted) pending_ += text;
        if (!accepted) closed_ = dropped_ = true;
        wake = std::exchange(wanted_, false) || !accepted;
    }
    if (wake) wake_();
    return accepted;
}

bool EventBuffer::send(std::string_view event, std::string_view data) {
    return append(event_text(event, data));
}

bool EventBuffer::heartbeat() {
    return append(": still here\n\n");
}

void EventBuffer::close() {
    {
        const std::scoped_lock lock(mutex_);
        if (std::exchange(closed_, true)) return;
    }
    wake_();
}

EventBuffer::Taken EventBuffer::take() {
    const std::scoped_lock lock(mutex_);
    Taken taken{std::move(pending_), closed_};
    pending_.clear();
    in_flight_ = taken.bytes.size();
    wanted_ = taken.bytes.empty();
    return taken;
}

bool EventBuffer::dropped() {
    const std::scoped_lock lock(mutex_);
    return dropped_;
}

void EventBuffer::reader_gone() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    pending_ = {};
}

}  // namespace promo::http
