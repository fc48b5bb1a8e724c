#include "http/admission.hpp"

#include "http/trusted_proxies.hpp"

namespace promo::http {

Admission::Verdict Admission::enter(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    if (!key.empty()) {
        const auto known = by_address_.find(key);
        if (known != by_address_.end() && known->second >= most_per_address_) return Verdict::address_full;
    }
    if (total_ >= most_) return Verdict::full;
    ++total_;
    if (!key.empty()) ++by_address_[key];
    return Verdict::admitted;
}

void Admission::leave(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    --total_;
    if (key.empty()) return;
    const auto known = by_address_.find(key);
    if (--known->second == 0) by_address_.erase(known);
}

std::string admission_key(std::string_view address) {
    const auto bytes = parse_address(address);
    if (!bytes) return std::string(address);
    const bool four = address.find(':') == std::string_view::npos;
    if (four) return (*bytes)[12] == 127 ? std::string() : std::string(address);
    if (address == "::1") return {};
    return std::string(reinterpret_cast<const char*>(bytes->data()), 8);
}

}  // namespace promo::http
