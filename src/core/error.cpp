#include "core/error.hpp"

#include "core/enum_name.hpp"

namespace promo::core {

std::string_view to_string(RefusalCode code) {
    return enum_name(code);
}

}  // namespace promo::core
