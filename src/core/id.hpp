#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace promo::core {

// The identity of one kind of thing. Two kinds never mix: a `TenantId` is no `JobId`.
template <class Kind>
class Id {
public:
    Id() = default;
    explicit Id(std::string value) : value_(std::move(value)) {}

    const std::string& str() const { return value_; }
    bool empty() const { return value_.empty(); }

    friend auto operator<=>(const Id&, const Id&) = default;

private:
    std::string value_;
};

using TenantId = Id<struct TenantKind>;
using UserId = Id<struct UserKind>;
using JobId = Id<struct JobKind>;

}  // namespace promo::core

template <class Kind>
struct std::hash<promo::core::Id<Kind>> {
    std::size_t operator()(const promo::core::Id<Kind>& id) const noexcept {
        return std::hash<std::string>{}(id.str());
    }
};
