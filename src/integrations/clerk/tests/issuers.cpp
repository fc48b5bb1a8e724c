#include "issuers.hpp"

#include "core/enum_name.hpp"

namespace promo::clerk {

std::string code_of(const Verdict& verdict) {
    const auto* failure = std::get_if<Failure>(&verdict);
    return failure ? std::string(core::enum_name(*failure)) : "believed";
}

}  // namespace promo::clerk
